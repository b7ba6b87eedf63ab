package dev.taskq.console.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.taskq.console.Masks;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON of a task without the values that are masked. Numbers stay as they were written. Immutable.
 *
 * @param text the JSON; unchanged if nothing of its type is masked
 * @param isMasked whether values are masked in it
 */
record MaskedJson(String text, boolean isMasked) {
    private static final String STEP_OF_ANY = "*";
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /** Masks JSON of the store. What cannot be read is masked as a whole. */
    static MaskedJson of(Masks masks, String type, String json) {
        List<List<String>> pointers = masks.pointersOf(type);
        if (pointers.isEmpty()) {
            return new MaskedJson(json, false);
        }
        Map<String, String> masked = new HashMap<>();
        try {
            String text = copied(json, pointers, (place, value, out) -> {
                masked.put(place, value);
                out.writeString(Masks.MASK);
            });
            return new MaskedJson(text, !masked.isEmpty());
        } catch (IOException e) {
            return new MaskedJson('"' + Masks.MASK + '"', true);
        }
    }

    /**
     * The JSON that a person made of a masked one: where it has the mask still, it gets the value of the original at the same place.
     *
     * @param edited the JSON of the person
     * @param original the JSON that was masked for the person
     * @throws ProblemException if it has the mask where the original has no value, or is no JSON
     */
    static String restored(Masks masks, String type, String edited, String original) {
        List<List<String>> pointers = masks.pointersOf(type);
        if (pointers.isEmpty()) {
            return edited;
        }
        Map<String, String> values = new HashMap<>();
        try {
            copied(original, pointers, (place, value, out) -> {
                values.put(place, value);
                out.writeNull();
            });
        } catch (IOException e) {
            throw new IllegalStateException("the store has JSON", e);
        }
        String mask = '"' + Masks.MASK + '"';
        try {
            return copied(edited, pointers, (place, value, out) -> {
                if (value.equals(mask) && !values.containsKey(place)) {
                    throw new ProblemException(
                            Problem.malformed("the value at " + place + " is masked: put the real one in its place"));
                }
                out.writeRawValue(value.equals(mask) ? values.getOrDefault(place, value) : value);
            });
        } catch (IOException e) {
            throw new ProblemException(Problem.malformed("the params must be JSON"));
        }
    }

    /** Writes what is in place of a masked value. */
    @FunctionalInterface
    private interface Instead {
        void write(String place, String value, JsonGenerator out) throws IOException;
    }

    private static String copied(String json, List<List<String>> pointers, Instead instead) throws IOException {
        StringWriter text = new StringWriter(json.length());
        try (JsonParser in = FACTORY.createParser(json);
                JsonGenerator out = FACTORY.createGenerator(text)) {
            in.nextToken();
            new Copy(in, instead).value("", pointers, out);
            if (in.nextToken() != null) {
                throw new IOException("more than one value");
            }
        }
        return text.toString();
    }

    /** Copies one text. The parser limits the depth. */
    private record Copy(JsonParser in, Instead instead) {
        /**
         * Copies the current value.
         *
         * @param place the pointer to it
         * @param pointers the steps that are left of each pointer that leads here
         */
        void value(String place, List<List<String>> pointers, JsonGenerator out) throws IOException {
            if (pointers.stream().anyMatch(List::isEmpty)) {
                StringWriter value = new StringWriter();
                try (JsonGenerator aside = FACTORY.createGenerator(value)) {
                    value(place, List.of(), aside);
                }
                instead.write(place, value.toString(), out);
                return;
            }
            JsonToken token = in.currentToken();
            if (token == null) {
                throw new IOException("no value");
            }
            switch (token) {
                case START_OBJECT -> fields(place, pointers, out);
                case START_ARRAY -> elements(place, pointers, out);
                case VALUE_STRING -> out.writeString(in.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
                default -> out.writeRawValue(in.getText());
            }
        }

        private void fields(String place, List<List<String>> pointers, JsonGenerator out) throws IOException {
            out.writeStartObject();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                out.writeFieldName(name);
                in.nextToken();
                value(place + "/" + escaped(name), behind(pointers, name), out);
            }
            out.writeEndObject();
        }

        private void elements(String place, List<List<String>> pointers, JsonGenerator out) throws IOException {
            out.writeStartArray();
            for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
                String step = Integer.toString(i);
                value(place + "/" + step, behind(pointers, step), out);
            }
            out.writeEndArray();
        }

        private static List<List<String>> behind(List<List<String>> pointers, String step) {
            return pointers.isEmpty()
                    ? pointers
                    : pointers.stream()
                            .filter(steps -> steps.get(0).equals(STEP_OF_ANY)
                                    || steps.get(0).equals(step))
                            .map(steps -> steps.subList(1, steps.size()))
                            .toList();
        }

        private static String escaped(String step) {
            return step.replace("~", "~0").replace("/", "~1");
        }
    }
}
