package dev.taskq.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Checks JSON for content that a database's {@code jsonb} would refuse or change: NUL characters, lone surrogates, and
 * numbers that exceed a finite double, have more than a hundred significant digits, or have more than 500 characters
 * when written out in full. Also refuses duplicate fields, and nesting deeper than 64 levels. Computes the size of the
 * text that the database returns.
 *
 * Accepted JSON is accepted again in the form that the database returns, with the same size.
 */
public final class JsonCheck {
    /** The deepest nesting. */
    public static final int DEEPEST = 64;

    /** A longer name is left out of pointers. */
    private static final int LONGEST_SHOWN_NAME = 100;

    private static final String LONE_SURROGATE = "must not contain a lone surrogate";

    private static final JsonFactory FACTORY = JsonSyntax.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(JsonSyntax.CONSTRAINTS
                    .rebuild()
                    .maxNestingDepth(DEEPEST + 2)
                    .build())
            .build();

    private final String pointer;
    private final long most;
    private final Deque<String> path = new ArrayDeque<>();
    private long bytes;

    private JsonCheck(String pointer, long most) {
        this.pointer = pointer;
        this.most = most;
    }

    /**
     * Checks a JSON object.
     *
     * @param pointer its name in an error
     * @return the size of its value, in bytes of UTF-8: without white space, with numbers written out in full, and with
     *     only the necessary escapes. A database that adds a space after each comma and colon returns less than one and
     *     a half times as much
     * @throws InvalidJsonException if it is not a JSON object, or contains something that cannot be stored
     */
    public static long object(String json, String pointer) {
        return object(json, pointer, Long.MAX_VALUE);
    }

    /**
     * Checks a JSON object with a size limit. Reading stops at the limit, so that a large text costs no more than an
     * allowed one.
     *
     * @param pointer its name in an error
     * @param most the limit, in bytes of the returned text
     * @return the size of its value, as without a limit; if that exceeds the limit, any number above the limit
     * @throws InvalidJsonException if it is not a JSON object, or contains something that cannot be stored, before the
     *     limit is exceeded
     */
    public static long object(String json, String pointer, long most) {
        return new JsonCheck(pointer, most).check(json, true);
    }

    /**
     * Checks any JSON value.
     *
     * @param pointer its name in an error
     * @return the size of its value, as for an object
     * @throws InvalidJsonException if it is not JSON, or contains something that cannot be stored
     */
    public static long value(String json, String pointer) {
        return new JsonCheck(pointer, Long.MAX_VALUE).check(json, false);
    }

    private long check(String json, boolean object) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new InvalidJsonException(pointer, "is empty");
            }
            if (object && first != JsonToken.START_OBJECT) {
                throw new InvalidJsonException(pointer, "must be a JSON object");
            }
            walkToItsEnd(parser, first);
            if (bytes <= most && parser.nextToken() != null) {
                throw new InvalidJsonException(pointer, "has something behind its end");
            }
            return bytes;
        } catch (JsonParseException e) {
            throw new InvalidJsonException(pointer, "is not JSON" + JsonSyntax.place(e));
        } catch (IOException e) {
            throw new InvalidJsonException(pointer, "is not JSON, or is nested deeper than " + DEEPEST + " levels");
        }
    }

    private void walkToItsEnd(JsonParser parser, JsonToken first) throws IOException {
        try {
            walk(parser, first);
        } catch (JsonParseException e) {
            // The parser has no separate exception for a duplicate field.
            if (e.getOriginalMessage().startsWith("Duplicate field")) {
                path.removeLast();
                path.addLast("/" + escape(parser.currentName()));
                throw new InvalidJsonException(at(), "stands twice in its object");
            }
            if (JsonSyntax.isLoneSurrogate(e)) {
                path.removeLast();
                path.addLast("");
                throw new InvalidJsonException(at(), LONE_SURROGATE);
            }
            throw e;
        }
    }

    private void walk(JsonParser parser, JsonToken first) throws IOException {
        JsonToken token = first;
        JsonToken before = JsonToken.NOT_AVAILABLE;
        do {
            count(token, before, parser);
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
                    text(parser.currentName());
                }
                case VALUE_STRING -> text(parser.getText());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getText());
                default -> {}
            }
            if (path.isEmpty() || bytes > most) {
                return;
            }
            before = token;
            token = parser.nextToken();
        } while (token != null);
    }

    /** Counts the characters that belong to a token: commas, colons, brackets, words. */
    private void count(JsonToken token, JsonToken before, JsonParser parser) throws IOException {
        boolean isFirst = before == JsonToken.NOT_AVAILABLE || before.isStructStart();
        boolean hasComma = !isFirst && !token.isStructEnd() && before != JsonToken.FIELD_NAME;
        bytes += hasComma ? 1 : 0;
        if (token == JsonToken.FIELD_NAME || token.isStructStart() || token.isStructEnd()) {
            bytes++;
        } else if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE || token == JsonToken.VALUE_NULL) {
            bytes += parser.getTextLength();
        }
    }

    private void text(String text) {
        bytes += 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw new InvalidJsonException(at(), "must not contain a NUL character");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw new InvalidJsonException(at(), LONE_SURROGATE);
                }
                i++;
                bytes += 4;
            } else {
                bytes += size(c);
            }
        }
    }

    private static int size(char c) {
        return switch (c) {
            case '"', '\\', '\b', '\f', '\n', '\r', '\t' -> 2;
            default -> c < ' ' ? 6 : c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
        };
    }

    private void number(String text) {
        String fault = JsonNumber.fault(text);
        if (!fault.isEmpty()) {
            throw new InvalidJsonException(at(), fault);
        }
        bytes += JsonNumber.of(text).length();
    }

    /** The place, as far as it can be printed: the pointer ends before a name that is too long or not printable. */
    private String at() {
        StringBuilder shown = new StringBuilder(pointer);
        for (String step : path) {
            boolean plain = step.length() <= LONGEST_SHOWN_NAME
                    && step.chars().allMatch(c -> c >= ' ' && !Character.isSurrogate((char) c));
            if (!plain) {
                break;
            }
            shown.append(step);
        }
        return shown.toString();
    }

    /**
     * Escapes a field's name for a JSON pointer.
     *
     * @return the name as a step of a JSON pointer (RFC 6901)
     */
    public static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
