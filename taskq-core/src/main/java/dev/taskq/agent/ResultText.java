package dev.taskq.agent;

import dev.taskq.Outcome;
import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.JsonCheck;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Results as JSON text: which are none, and which can be stored. */
final class ResultText {
    private static final String NONE = "null";

    private ResultText() {}

    /** The result that is stored for a text; empty if the text stands for none. */
    static Optional<String> stored(Optional<String> text) {
        return text.filter(json -> !json.equals(NONE));
    }

    /** Why a result can never be stored; empty if it can. */
    static Optional<String> problem(String result) {
        long bytes = result.getBytes(StandardCharsets.UTF_8).length;
        if (bytes <= Outcome.MOST_RESULT_BYTES) {
            try {
                // Numbers grow in the database.
                bytes = JsonCheck.value(result, "result");
            } catch (InvalidJsonException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return bytes > Outcome.MOST_RESULT_BYTES
                ? Optional.of("larger than " + Outcome.MOST_RESULT_BYTES + " bytes")
                : Optional.empty();
    }
}
