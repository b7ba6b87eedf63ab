package dev.taskq.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** Reads answers and writes bodies. Thread-safe. */
final class Json {
    /**
     * Keeps every digit of a number. The size of an answer is bounded already, so that names may be long. Names are not
     * kept in a table that all callers share.
     */
    private static final ObjectMapper TREES = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNameLength(Integer.MAX_VALUE)
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectMapper mapper;

    /**
     * Creates a reader and writer.
     *
     * @param mapper maps params and results
     */
    Json(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    Fields read(Answer answer) {
        return readIfAny(answer.body())
                .orElseThrow(() -> new BadAnswerException(
                        "an answer " + answer.status() + " is not a JSON object: is this the address of a coordinator?",
                        null));
    }

    /** Reads a JSON object; empty if the text is anything else. */
    Optional<Fields> readIfAny(byte[] text) {
        try {
            return Optional.ofNullable(TREES.readTree(text))
                    .filter(JsonNode::isObject)
                    .map(object -> new Fields(object, mapper));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** An object of the user's as JSON. */
    JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    byte[] write(Object body) {
        try {
            return TREES.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the body cannot be written as JSON: " + e.getMessage(), e);
        }
    }
}
