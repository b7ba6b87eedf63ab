package dev.taskq.console.site;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import dev.taskq.console.Masks;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/**
 * JSON of a task without the values that are masked. Numbers stay as they were written. Immutable.
 *
 * @param text the JSON; unchanged if nothing of its type is masked
 * @param isMasked whether values are masked in it
 */
record MaskedJson(String text, boolean isMasked) {
    private static final Pattern ANY_MASK = Pattern.compile("\\(masked(?: [0-9]+)?\\)");

    /** Masks JSON of the store for a page. What cannot be read is masked as a whole. */
    static MaskedJson of(Masks masks, String type, String json) {
        return masked(masks, type, json, number -> Masks.MASK);
    }

    /**
     * Masks JSON of the store for a form. Each mask has the number of its value, in the order of the text. So it names that value also
     * after a person moved it or removed what is before it.
     */
    static MaskedJson numbered(Masks masks, String type, String json) {
        return masked(masks, type, json, MaskedJson::mask);
    }

    private static MaskedJson masked(Masks masks, String type, String json, IntFunction<String> mask) {
        List<List<String>> pointers = masks.pointersOf(type);
        if (pointers.isEmpty()) {
            return new MaskedJson(json, false);
        }
        Map<String, String> values = new HashMap<>();
        try {
            return new MaskedJson(masked(json, pointers, mask, values), !values.isEmpty());
        } catch (IOException e) {
            return new MaskedJson('"' + Masks.MASK + '"', true);
        }
    }

    /**
     * The JSON that a person made of a numbered one: a mask at a pointer of the type becomes the value with its number.
     *
     * @param edited the JSON of the person
     * @param original the JSON that was masked for the person
     * @param isRestored whether masks become values; all are refused otherwise
     * @throws ProblemException if a mask has no value or is there twice, if one is not the whole value at a pointer, or if the text is no
     *     JSON
     */
    static String restored(Masks masks, String type, String edited, String original, boolean isRestored) {
        List<List<String>> pointers = masks.pointersOf(type);
        if (pointers.isEmpty()) {
            return edited;
        }
        Map<String, String> values = values(original, pointers);
        Set<String> known = Set.copyOf(values.keySet());
        if (!isRestored) {
            values.clear();
        }
        try {
            return JsonCopy.of(edited, pointers, new Restoring(known, values));
        } catch (IOException e) {
            throw new ProblemException(Problem.malformed("the params must be JSON"));
        }
    }

    /** The values behind the masks of a form, by the masks as they are in JSON; none if the form has one mask for everything. */
    private static Map<String, String> values(String original, List<List<String>> pointers) {
        Map<String, String> values = new HashMap<>();
        try {
            masked(original, pointers, MaskedJson::mask, values);
        } catch (IOException e) {
            values.clear();
        }
        return values;
    }

    private static String masked(
            String json, List<List<String>> pointers, IntFunction<String> mask, Map<String, String> values)
            throws IOException {
        return JsonCopy.of(json, pointers, (value, in, out) -> {
            int number = values.size() + 1;
            values.put(quoted(mask(number)), value);
            out.writeString(mask.apply(number));
        });
    }

    private static String mask(int number) {
        return "(masked " + number + ")";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    /**
     * Puts values in place of their masks.
     *
     * @param known all masks that the form had
     * @param left the values that were not put anywhere yet, by their masks. One that could be put at two places would tell by the
     *     outcome of an edit whether a guess at one of them is right, and would still be there for the next guess
     */
    private record Restoring(Set<String> known, Map<String, String> left) implements JsonCopy.Rule {
        @Override
        public void replace(String value, JsonParser in, JsonGenerator out) throws IOException {
            String behind = left.remove(value);
            if (behind == null && ANY_MASK.matcher(value).find()) {
                throw refused(in);
            }
            out.writeRawValue(behind == null ? value : behind);
        }

        /** Here a value would be shown. */
        @Override
        public void text(String text, JsonParser in, JsonGenerator out) throws IOException {
            if (known.contains(quoted(text))) {
                throw refused(in);
            }
            out.writeString(text);
        }

        private static ProblemException refused(JsonParser in) {
            return new ProblemException(Problem.malformed(
                    "the value at " + JsonCopy.place(in) + " is masked: put the real one in its place"));
        }
    }
}
