package dev.taskq.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.util.regex.Pattern;

/** The common rules for reading JSON: the same limits, and the same messages for text that is not JSON. */
final class JsonSyntax {
    /**
     * No limits on names, texts and numbers: their container is limited in bytes, and {@link JsonCheck} limits numbers.
     */
    static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNameLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .build();

    private static final Pattern LONE_SURROGATE = Pattern.compile("surrogate (?:pair )?in field name");

    private JsonSyntax() {}

    /** Without canonical names: their table refuses a few hundred legal names that are made to collide. */
    static JsonFactoryBuilder builder() {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(CONSTRAINTS);
    }

    /** A factory for text that {@link JsonCheck} has accepted. */
    static JsonFactory factory() {
        return builder().build();
    }

    /**
     * Whether the error is half of a surrogate pair in a field's name. The parser reports it as a syntax error, without
     * a separate exception. In a value the parser accepts it.
     */
    static boolean isLoneSurrogate(JsonProcessingException e) {
        return LONE_SURROGATE.matcher(e.getOriginalMessage()).find();
    }

    /**
     * The place where a text stops being JSON. The parser's own messages refer to its settings, which a caller cannot
     * change.
     */
    static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
