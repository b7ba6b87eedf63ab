package dev.taskq.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How all JSON is read: by the same bounds, and with the same words where it is none. */
final class JsonSyntax {
    /** Names, texts and numbers of any length: what holds them is bounded in bytes, and {@link JsonCheck} bounds numbers. */
    static final StreamReadConstraints CONSTRAINTS = StreamReadConstraints.builder()
            .maxNameLength(Integer.MAX_VALUE)
            .maxStringLength(Integer.MAX_VALUE)
            .maxNumberLength(Integer.MAX_VALUE)
            .build();

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

    /** Where a text stops being JSON. The parser's own words speak of its settings, which a caller cannot change. */
    static String place(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
