package dev.taskq.rig.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.rig.ComplaintException;
import java.io.UncheckedIOException;

/**
 * A response of the API.
 *
 * @param status its status
 * @param body its body, as text
 */
public record ApiAnswer(int status, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The status of a successful read or change. */
    public static final int OK = 200;

    /** The status of a stored task. */
    public static final int CREATED = 201;

    /** The status of a call that was refused because of a limit. */
    public static final int TOO_MANY = 429;

    /** The status of a call that was refused, or has an unknown outcome, because a server is not reachable. */
    public static final int UNAVAILABLE = 503;

    /**
     * Whether it has the given status.
     *
     * @param wanted the status
     * @return true if it has
     */
    public boolean is(int wanted) {
        return status == wanted;
    }

    /**
     * The body as JSON.
     *
     * @return the body
     * @throws UncheckedIOException if it is not JSON
     */
    public JsonNode json() {
        return json(body);
    }

    /**
     * Parses a text as JSON.
     *
     * @param text the text
     * @return the JSON
     * @throws UncheckedIOException if it is not JSON
     */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /**
     * The title of the problem.
     *
     * @return the title; empty if it is not a problem
     */
    public String title() {
        try {
            return json().path("title").asText();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    /**
     * Requires a status.
     *
     * @param wanted the status
     * @return this
     * @throws ComplaintException if it has another status, with the whole body
     */
    public ApiAnswer require(int wanted) {
        if (status != wanted) {
            throw new ComplaintException("a call was answered " + status + ": " + body);
        }
        return this;
    }
}
