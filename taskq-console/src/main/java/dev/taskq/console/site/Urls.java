package dev.taskq.console.site;

import dev.taskq.server.page.Pages;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The addresses of pages. */
public final class Urls {
    /** The overview. */
    public static final String OVERVIEW = Pages.ROOT;
    /** The list of types. */
    public static final String TYPES = Pages.ROOT + "/types";
    /** The list of tasks. */
    public static final String TASKS = Pages.ROOT + "/tasks";
    /** The list of agents. */
    public static final String AGENTS = Pages.ROOT + "/agents";
    /** The list of schedules. */
    public static final String SCHEDULES = Pages.ROOT + "/schedules";
    /** The page for signing in. */
    public static final String SIGN_IN = Pages.ROOT + "/sign-in";
    /** Ends the session. */
    public static final String SIGN_OUT = Pages.ROOT + "/sign-out";

    private Urls() {}

    /** The page of a task. */
    public static String task(long id) {
        return TASKS + "/" + id;
    }

    /** The page of a type. */
    public static String type(String name) {
        return TYPES + "/" + name;
    }

    /** The tasks that meet one condition. */
    public static String tasks(String filter, String value) {
        return TASKS + "?" + filter + "=" + encoded(value);
    }

    /** The tasks that meet two conditions. */
    public static String tasks(String filter, String value, String second, String other) {
        return tasks(filter, value) + "&" + second + "=" + encoded(other);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** One name and value of a query. */
    record Piece(String name, String value) {
        @Override
        public String toString() {
            return encoded(name) + "=" + encoded(value);
        }
    }

    /** The pieces of a query that have a value. What is not percent-encoded as it should be has none. */
    static List<Piece> pieces(String rawQuery) {
        List<Piece> pieces = new ArrayList<>();
        for (String piece : rawQuery.split("&", -1)) {
            String[] parts = piece.split("=", 2);
            if (parts.length == 2 && !parts[1].isEmpty()) {
                try {
                    pieces.add(new Piece(
                            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                            URLDecoder.decode(parts[1], StandardCharsets.UTF_8)));
                } catch (IllegalArgumentException e) {
                    return List.of();
                }
            }
        }
        return pieces;
    }
}
