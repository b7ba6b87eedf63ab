package dev.taskq.console.site;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.page.Pages;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    /** What is due when. */
    public static final String DUE = Pages.ROOT + "/due";
    /** The errors of failed tasks. */
    public static final String ERRORS = Pages.ROOT + "/errors";
    /** The list of operations on many tasks. */
    public static final String OPERATIONS = Pages.ROOT + "/operations";
    /** Which caller changed what. */
    public static final String AUDIT = Pages.ROOT + "/audit";
    /** The page of a demo. */
    public static final String DEMO = Pages.ROOT + "/demo";
    /** The types that the palette offers. */
    public static final String PALETTE = Pages.ROOT + "/palette";
    /** The page for signing in. */
    public static final String SIGN_IN = Pages.ROOT + "/sign-in";
    /** Ends the session. */
    public static final String SIGN_OUT = Pages.ROOT + "/sign-out";

    /** What the errors of one type have in their query. */
    static final String TYPE = "type";

    /** The path of the form for many tasks, behind the root. */
    private static final String ACT = "/tasks/act";

    private Urls() {}

    /** The page of a task. */
    public static String task(long id) {
        return TASKS + "/" + id;
    }

    /** The form that submits a task again. */
    public static String again(long id) {
        return task(id) + "/" + SubmitAgainPages.PATH;
    }

    /** The same with another type filled in. */
    public static String again(long id, String type) {
        return again(id) + "?type=" + encoded(type);
    }

    /** The page of a schedule. */
    public static String schedule(String name) {
        return SCHEDULES + "/" + name;
    }

    /** What is due from a time on. */
    public static String due(Instant from) {
        return DUE + "?from=" + encoded(from.toString());
    }

    /** The page of an operation. */
    public static String operation(long id) {
        return OPERATIONS + "/" + id;
    }

    /** The page of a type. */
    public static String type(String name) {
        return TYPES + "/" + name;
    }

    /** The errors of a type. */
    public static String errors(String type) {
        return ERRORS + "?" + TYPE + "=" + encoded(type);
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

    /**
     * The pieces of a query that have a value. White space around a value, as it comes with a text that was copied, is no part
     * of it.
     *
     * @throws ProblemException if it is not percent-encoded as it should be
     */
    static List<Piece> pieces(String rawQuery) {
        List<Piece> pieces = new ArrayList<>();
        for (String text : rawQuery.split("&", -1)) {
            String[] parts = text.split("=", 2);
            Piece piece = new Piece(
                    decoded(parts[0]), parts.length == 2 ? decoded(parts[1]).strip() : "");
            if (!piece.value().isEmpty()) {
                pieces.add(piece);
            }
        }
        return pieces;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badQuery("the query is not percent-encoded as it should be"));
        }
    }

    /** The first value of a name in the query of a request. */
    static Optional<String> value(PageRequest request, String name) {
        return pieces(request.rawQuery()).stream()
                .filter(piece -> piece.name().equals(name))
                .map(Piece::value)
                .findFirst();
    }

    /** The address of a request, as it was sent. */
    static String asSent(PageRequest request) {
        return Pages.ROOT + request.path() + (request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery());
    }

    /**
     * The address of the page that a form was on: its own without the action.
     *
     * @param path the path of the form behind the root
     * @param rawQuery its query: that of the form for many tasks has the filters of their list
     */
    static String ofForm(String path, String rawQuery) {
        if (path.equals(ACT)) {
            return rawQuery.isEmpty() ? TASKS : TASKS + "?" + rawQuery;
        }
        String page = Pages.ROOT + path.substring(0, Math.max(0, path.lastIndexOf('/')));
        // An agent has no page of its own.
        return page.startsWith(AGENTS + "/") ? AGENTS : page;
    }
}
