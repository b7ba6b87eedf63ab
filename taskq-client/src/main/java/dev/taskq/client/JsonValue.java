package dev.taskq.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A JSON value: params, a result, or a whole answer. Immutable. Two are equal if they are the same JSON. */
public final class JsonValue {
    private final JsonNode json;
    private final ObjectMapper mapper;

    JsonValue(JsonNode json, ObjectMapper mapper) {
        this.json = json;
        this.mapper = mapper;
    }

    /**
     * The value as an object of a class, read by the mapper of the client.
     *
     * @param as the class
     * @param <T> the class
     * @return the object
     * @throws IllegalArgumentException if the value does not fit the class
     */
    public <T> T as(Class<T> as) {
        try {
            return mapper.treeToValue(json, as);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the JSON does not fit " + as.getName() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The value as a tree.
     *
     * @return a copy
     */
    public JsonNode tree() {
        return json.deepCopy();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonValue value && value.json.equals(json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    /** The value as JSON text. */
    @Override
    public String toString() {
        return json.toString();
    }
}
