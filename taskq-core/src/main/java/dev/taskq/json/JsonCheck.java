package dev.taskq.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Checks JSON for what a database's {@code jsonb} would not take, or not give back: NUL characters, lone surrogates,
 * numbers beyond a finite double or of over a hundred digits ({@code 1e131071} is eight bytes in and 131 kB out); and for
 * what helps nobody: duplicate fields, and nesting deeper than 64 levels.
 */
public final class JsonCheck {
    /** The deepest nesting. */
    public static final int DEEPEST = 64;

    /** The most characters of a number. */
    public static final int LONGEST_NUMBER = 100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST + 2)
                    .maxNumberLength(LONGEST_NUMBER + 10)
                    .maxNameLength(1 << 20)
                    .build())
            .build();

    private JsonCheck() {}

    /**
     * Checks a JSON object.
     *
     * @param json any text
     * @param pointer what to call it in an error
     * @throws InvalidJsonException if it is no JSON object, or holds what cannot be stored
     */
    public static void object(String json, String pointer) {
        check(json, pointer, true);
    }

    /**
     * Checks any JSON value.
     *
     * @param json any text
     * @param pointer what to call it in an error
     * @throws InvalidJsonException if it is not JSON, or holds what cannot be stored
     */
    public static void value(String json, String pointer) {
        check(json, pointer, false);
    }

    private static void check(String json, String pointer, boolean object) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (object && first != JsonToken.START_OBJECT) {
                throw new InvalidJsonException(pointer, "must be a JSON object");
            }
            if (first == null) {
                throw new InvalidJsonException(pointer, "is empty");
            }
            walkWithoutDuplicates(parser, first, pointer);
            if (parser.nextToken() != null) {
                throw new InvalidJsonException(pointer, "has something behind its end");
            }
        } catch (JsonParseException e) {
            throw new InvalidJsonException(pointer, "is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new InvalidJsonException(pointer, "is not JSON, or a number or name in it is too long");
        }
    }

    private static void walkWithoutDuplicates(JsonParser parser, JsonToken first, String pointer) throws IOException {
        try {
            walk(parser, first, pointer);
        } catch (JsonParseException e) {
            // The parser has no exception of its own for it.
            if (e.getOriginalMessage().startsWith("Duplicate field")) {
                throw new InvalidJsonException(
                        pointer + parser.getParsingContext().pathAsPointer(), "stands twice in its object");
            }
            throw e;
        }
    }

    private static void walk(JsonParser parser, JsonToken first, String pointer) throws IOException {
        Deque<String> path = new ArrayDeque<>();
        JsonToken token = first;
        do {
            switch (token) {
                case START_OBJECT, START_ARRAY -> {
                    path.addLast("");
                    if (path.size() > DEEPEST) {
                        throw new InvalidJsonException(pointer, "is nested deeper than " + DEEPEST + " levels");
                    }
                }
                case END_OBJECT, END_ARRAY -> path.removeLast();
                case FIELD_NAME -> {
                    path.removeLast();
                    path.addLast("/" + escape(parser.currentName()));
                    text(parser.currentName(), pointer, path);
                }
                case VALUE_STRING -> text(parser.getText(), pointer, path);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText(), pointer, path);
                default -> {}
            }
            if (path.isEmpty()) {
                return;
            }
            token = parser.nextToken();
        } while (token != null);
    }

    private static void text(String text, String pointer, Deque<String> path) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidJsonException(at(pointer, path), "must not contain a NUL character");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new InvalidJsonException(at(pointer, path), "must not contain a lone surrogate");
                }
                i++;
            }
        }
    }

    private static void number(String digits, String pointer, Deque<String> path) {
        if (digits.length() > LONGEST_NUMBER) {
            throw new InvalidJsonException(at(pointer, path), "must have at most " + LONGEST_NUMBER + " digits");
        }
        double value = Double.parseDouble(digits);
        boolean vanished = value == 0 && digits.split("[eE]", 2)[0].chars().anyMatch(c -> c > '0' && c <= '9');
        if (Double.isInfinite(value) || vanished) {
            throw new InvalidJsonException(at(pointer, path), "must be within the range of a double");
        }
    }

    private static String at(String pointer, Deque<String> path) {
        // A name with characters that cannot be shown stays out of the answer.
        String inner = String.join("", path);
        return inner.chars().allMatch(c -> c >= ' ' && !Character.isSurrogate((char) c)) ? pointer + inner : pointer;
    }

    /**
     * Escapes a field's name for a JSON pointer.
     *
     * @param name the name
     * @return the name as a step of a pointer, as RFC 6901 has it
     */
    public static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
