package dev.taskq.rig.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.rig.ComplaintException;
import java.io.UncheckedIOException;

/**
 * An answer of the API.
 *
 * @param status its status
 * @param body its body, as text
 */
public record ApiAnswer(int status, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The status of what was read or done. */
    public static final int OK = 200;

    /** The status of what was stored. */
    public static final int CREATED = 201;

    /** The status of what was not accepted, as there is too much of it. */
    public static final int TOO_MANY = 429;

    /** The status of what was not accepted, or perhaps was, as a server is away. */
    public static final int UNAVAILABLE = 503;

    /**
     * Whether it has a status.
     *
     * @param wanted the status
     * @return whether it has
     */
    public boolean is(int wanted) {
        return status == wanted;
    }

    /**
     * Its body as JSON.
     *
     * @return the body
     * @throws UncheckedIOException if it is none
     */
    public JsonNode json() {
        return json(body);
    }

    /**
     * A text as JSON.
     *
     * @param text the text
     * @return what it says
     * @throws UncheckedIOException if it is none
     */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /**
     * The title of the problem that it tells.
     *
     * @return the title; empty if it tells none
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
     * @throws ComplaintException if it has another, with all that it says
     */
    public ApiAnswer require(int wanted) {
        if (status != wanted) {
            throw new ComplaintException("a call was answered " + status + ": " + body);
        }
        return this;
    }
}
