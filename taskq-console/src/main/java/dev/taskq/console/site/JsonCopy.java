package dev.taskq.console.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/**
 * Copies JSON with other values at some pointers. Numbers stay as they were written. Takes time in proportion to the length of the
 * text: the place of a value is made only if it is asked for.
 */
final class JsonCopy {
    private static final String STEP_OF_ANY = "*";
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final Rule AS_IT_IS = (value, in, out) -> out.writeRawValue(value);

    private final JsonParser in;
    private final Rule rule;

    private JsonCopy(JsonParser in, Rule rule) {
        this.in = in;
        this.rule = rule;
    }

    /** What is written. The parser is at the end of the value, and {@link #place} tells where that is. */
    interface Rule {
        /**
         * Writes what is in place of a value that a pointer leads to.
         *
         * @param value the value, as JSON
         */
        void replace(String value, JsonParser in, JsonGenerator out) throws IOException;

        /** Writes a text that no pointer leads to: as it is, unless the rule says otherwise. */
        default void text(String text, JsonParser in, JsonGenerator out) throws IOException {
            out.writeString(text);
        }
    }

    /**
     * Copies a text.
     *
     * @param pointers the steps of each pointer, with {@code *} for any step
     * @throws IOException if the text is no JSON
     */
    static String of(String json, List<List<String>> pointers, Rule rule) throws IOException {
        StringWriter text = new StringWriter(json.length());
        try (JsonParser in = FACTORY.createParser(json);
                JsonGenerator out = FACTORY.createGenerator(text)) {
            in.nextToken();
            new JsonCopy(in, rule).value(pointers, out);
            if (in.nextToken() != null) {
                throw new IOException("more than one value");
            }
        }
        return text.toString();
    }

    /** The pointer to the current value. */
    static String place(JsonParser in) {
        return in.getParsingContext().pathAsPointer().toString();
    }

    /**
     * Copies the current value. The parser limits the depth.
     *
     * @param pointers the steps that are left of each pointer that leads here
     */
    private void value(List<List<String>> pointers, JsonGenerator out) throws IOException {
        if (pointers.stream().anyMatch(List::isEmpty)) {
            rule.replace(whole(), in, out);
            return;
        }
        JsonToken token = in.currentToken();
        if (token == null) {
            throw new IOException("no value");
        }
        switch (token) {
            case START_OBJECT -> fields(pointers, out);
            case START_ARRAY -> elements(pointers, out);
            case VALUE_STRING -> rule.text(in.getText(), in, out);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
            default -> out.writeRawValue(in.getText());
        }
    }

    /** The current value with all that is in it. */
    private String whole() throws IOException {
        StringWriter value = new StringWriter();
        try (JsonGenerator aside = FACTORY.createGenerator(value)) {
            new JsonCopy(in, AS_IT_IS).value(List.of(), aside);
        }
        return value.toString();
    }

    private void fields(List<List<String>> pointers, JsonGenerator out) throws IOException {
        out.writeStartObject();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = in.currentName();
            out.writeFieldName(name);
            in.nextToken();
            value(behind(pointers, name), out);
        }
        out.writeEndObject();
    }

    private void elements(List<List<String>> pointers, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
            value(behind(pointers, Integer.toString(i)), out);
        }
        out.writeEndArray();
    }

    private static List<List<String>> behind(List<List<String>> pointers, String step) {
        return pointers.isEmpty()
                ? pointers
                : pointers.stream()
                        .filter(steps ->
                                steps.get(0).equals(STEP_OF_ANY) || steps.get(0).equals(step))
                        .map(steps -> steps.subList(1, steps.size()))
                        .toList();
    }
}
