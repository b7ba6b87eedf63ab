package dev.taskq.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.util.regex.Pattern;

/** How all JSON is read: by the same bounds, and with the same words where it is none. */
final class JsonSyntax {
    /** Names, texts and numbers of any length: what holds them is bounded in bytes, and {@link JsonCheck} bounds numbers. */
    static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNameLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .build();

    private static final Pattern LONE_SURROGATE = Pattern.compile("surrogate (?:pair )?in field name");

    private JsonSyntax() {}

    /** Without a table of names, which refuses a few hundred legal ones that are made to collide in it. */
    static JsonFactoryBuilder builder() {
        return new JsonFactoryBuilder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(CONSTRAINTS);
    }

    /** A factory for what {@link JsonCheck} has passed. */
    static JsonFactory factory() {
        return builder().build();
    }

    /**
     * Whether a field's name has half of a surrogate pair. In a name the parser takes that for a fault of the syntax, in a value it
     * does not; it has no exception of its own for it.
     */
    static boolean isLoneSurrogate(JsonProcessingException e) {
        return LONE_SURROGATE.matcher(e.getOriginalMessage()).find();
    }

    /** Where a text stops being JSON. The parser's own words speak of its settings, which a caller cannot change. */
    static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
