package dev.taskq.console.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;

/** JSON to be edited: with a line for each field. Its values stay as they were written. */
final class IndentedJson {
    /** The factor by which indenting may lengthen a text, for deep nesting. */
    private static final int LONGEST = 3;

    private static final int SHORT = 1_024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private IndentedJson() {}

    /** The same JSON, indented; the text itself if it is no JSON, or if the lines would be too long. */
    static String of(String json) {
        StringWriter text = new StringWriter();
        try (JsonParser parser = FACTORY.createParser(json);
                JsonGenerator lines = FACTORY.createGenerator(text).setPrettyPrinter(printer())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isNumeric()) {
                    lines.writeNumber(parser.getText());
                } else {
                    lines.copyCurrentEvent(parser);
                }
                if (text.getBuffer().length() > LONGEST * json.length() + SHORT) {
                    return json;
                }
            }
        } catch (IOException e) {
            return json;
        }
        return text.toString();
    }

    private static DefaultPrettyPrinter printer() {
        return new DefaultPrettyPrinter(
                Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER));
    }
}
