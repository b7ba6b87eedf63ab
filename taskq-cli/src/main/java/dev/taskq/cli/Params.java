package dev.taskq.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads params: JSON objects of a command line, of a file or of the input. */
final class Params {
    static final int MOST_BYTES = 8 * 1024 * 1024;

    /** Every digit of a number is kept, and nothing may follow the object. */
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private Params() {}

    /**
     * Reads params.
     *
     * @param given a JSON object, {@code @} and the name of a file, or {@code -} for the input
     * @param at the surroundings
     * @return the object
     */
    static ObjectNode read(String given, Surroundings at) throws IOException {
        if (given.equals("-")) {
            return object(text(at.in(), "the input"), "the input");
        }
        if (given.startsWith("@")) {
            String file = given.substring(1);
            try (InputStream in = open(file)) {
                return object(text(in, file), file);
            }
        }
        return object(given, "PARAMS");
    }

    static InputStream open(String file) {
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException | IllegalArgumentException e) {
            throw ComplaintException.usage("the file " + file + " cannot be read", "Is there such a file?");
        }
    }

    /** Reads one object. */
    static ObjectNode object(String text, String where) {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (json instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw ComplaintException.usage(
                    where + ": no JSON, " + e.getOriginalMessage(), "Params are like '{\"width\": 64}'.");
        }
        throw ComplaintException.usage(where + ": no JSON object", "Params are like '{\"width\": 64}'.");
    }

    private static String text(InputStream in, String where) throws IOException {
        byte[] text = in.readNBytes(MOST_BYTES + 1);
        if (text.length > MOST_BYTES) {
            throw ComplaintException.usage(where + " is larger than 8 MiB", "A task's params are smaller.");
        }
        return new String(text, StandardCharsets.UTF_8);
    }
}
