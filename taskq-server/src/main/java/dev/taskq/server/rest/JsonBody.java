package dev.taskq.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.text.Durations;
import dev.taskq.server.text.Times;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one JSON body field by field, and collects what is wrong with it. Text that is not JSON is a problem of its own
 * (400). JSON that cannot be accepted is a violation with a pointer (422). Not thread-safe.
 *
 * A value that is only passed on is cut out of the text unchanged. The coordinator checks its content.
 */
final class JsonBody {
    /** The most bytes of a body with few fields. */
    static final int SMALL = 64 * 1024;

    /** The parser's limit. It is above the coordinator's own limit, so that the coordinator reports the violation. */
    private static final int DEEPEST = 200;

    private static final int LONGEST_SHOWN_NAME = 100;
    private static final int LONGEST_WHOLE = 30;
    private static final int MOST_ID_DIGITS = 19;
    private static final Pattern WHOLE = Pattern.compile("(-?\\d{1,9})(?:\\.0+)?");

    private static final Pattern LONE_SURROGATE = Pattern.compile("surrogate (?:pair )?in field name");

    /** Without canonical names: their table refuses a few hundred legal names that are made to collide. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final String text;
    private final JsonParser json;
    private final List<Violation> violations = new ArrayList<>();
    private String reading = "";

    private JsonBody(String text) throws IOException {
        this.text = text;
        this.json = FACTORY.createParser(text);
    }

    /** Reads one field of an object; the parser is at its value. */
    @FunctionalInterface
    interface Field {
        /**
         * Reads the field.
         *
         * @param name the field's name
         * @param pointer the field's pointer
         * @return whether it is a known field
         */
        boolean take(String name, String pointer) throws IOException;
    }

    /** Reads one element of an array; the parser is at the element. */
    @FunctionalInterface
    interface Element {
        void take(int place, String pointer) throws IOException;
    }

    /** Reads a body that must be missing or an object without fields. */
    static void requireNoFields(ServerRequest request) {
        if (Bodies.isPresent(request)) {
            read(Bodies.read(request, SMALL), body -> body.object("", (name, pointer) -> false));
        }
    }

    /** Reads a whole body. */
    @FunctionalInterface
    interface Reader<T> {
        T read(JsonBody body) throws IOException;
    }

    /**
     * Reads a text that must be one JSON object.
     *
     * @throws ProblemException if it is not JSON
     * @throws TaskRejectedException if there was any violation
     */
    static <T> T read(String text, Reader<T> reader) {
        try {
            JsonBody body = new JsonBody(text);
            if (body.json.nextToken() == null) {
                throw new ProblemException(Problem.malformed("the body is empty, it must be a JSON object"));
            }
            T value = body.readOne(reader);
            if (body.json.nextToken() != null) {
                throw new ProblemException(Problem.malformed("the body has content after the JSON object"));
            }
            if (!body.violations.isEmpty()) {
                throw new TaskRejectedException(body.violations);
            }
            return value;
        } catch (JsonParseException e) {
            throw new ProblemException(Problem.malformed(reason(e)));
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private <T> T readOne(Reader<T> reader) throws IOException {
        try {
            return reader.read(this);
        } catch (JsonParseException e) {
            // In a value a lone surrogate is not an error of the parser; the coordinator refuses it.
            if (LONE_SURROGATE.matcher(e.getOriginalMessage()).find()) {
                throw new TaskRejectedException(
                        pointer(json.getParsingContext().getParent()),
                        "has a field whose name contains a lone surrogate");
            }
            throw e;
        } catch (StreamConstraintsException e) {
            // Nesting is the only limit that is set on the parser.
            throw new TaskRejectedException(reading, "is nested too deep");
        }
    }

    /**
     * Reads an object field by field; an unknown or repeated field is a violation.
     *
     * @param pointer the object's pointer
     * @return true if it was an object
     */
    boolean object(String pointer, Field field) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return mismatch(pointer, "must be a JSON object");
        }
        Set<String> seen = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            String inner = pointer + "/" + shown(name);
            reading = inner;
            json.nextToken();
            if (!seen.add(name)) {
                mismatch(inner, "must not be given twice");
            } else if (!field.take(name, inner)) {
                mismatch(inner, "is not a known field");
            }
        }
        return true;
    }

    /**
     * Reads an array element by element.
     *
     * @param most how many elements are read at most
     */
    void array(String pointer, int most, Element element) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            mismatch(pointer, "must be an array");
            return;
        }
        int place = 0;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (place == most) {
                // The remaining elements are only checked to be JSON.
                violation(pointer, "must have at most " + most + " elements");
            }
            if (place >= most) {
                json.skipChildren();
            } else {
                String inner = pointer + "/" + place;
                reading = inner;
                element.take(place, inner);
            }
            place++;
        }
        if (place == 0) {
            violation(pointer, "must not be empty");
        }
    }

    /** The text of an object as it is in the body. */
    Optional<String> rawObject(String pointer) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            mismatch(pointer, "must be a JSON object");
            return Optional.empty();
        }
        int from = (int) json.currentTokenLocation().getCharOffset();
        json.skipChildren();
        return Optional.of(text.substring(from, (int) json.currentLocation().getCharOffset()));
    }

    Optional<String> string(String pointer, String allowed) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            mismatch(pointer, allowed);
            return Optional.empty();
        }
        return Optional.of(json.getText());
    }

    /** A whole number of up to nine digits, also with zeros after a decimal point, as some clients write it. */
    OptionalInt number(String pointer, String allowed) throws IOException {
        boolean isNumber = json.currentToken() != null && json.currentToken().isNumeric();
        Matcher whole = WHOLE.matcher(isNumber && json.getTextLength() <= LONGEST_WHOLE ? json.getText() : "");
        if (whole.matches()) {
            return OptionalInt.of(Integer.parseInt(whole.group(1)));
        }
        mismatch(pointer, allowed);
        return OptionalInt.empty();
    }

    /** A whole number from 1 on. */
    OptionalLong id(String pointer) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && json.getTextLength() <= MOST_ID_DIGITS) {
            try {
                long id = Long.parseLong(json.getText());
                if (id > 0) {
                    return OptionalLong.of(id);
                }
            } catch (NumberFormatException e) {
                // Beyond the range.
            }
        }
        mismatch(pointer, "must be a whole number from 1 to " + Long.MAX_VALUE);
        return OptionalLong.empty();
    }

    /** A flag; false if it is none, which is a violation. */
    boolean flag(String pointer) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_TRUE && json.currentToken() != JsonToken.VALUE_FALSE) {
            return mismatch(pointer, "must be true or false");
        }
        return json.getBooleanValue();
    }

    Optional<Duration> duration(String pointer) throws IOException {
        Optional<String> given = string(pointer, Durations.ALLOWED);
        Optional<Duration> duration = given.flatMap(Durations::parse);
        if (given.isPresent() && duration.isEmpty()) {
            violation(pointer, Durations.ALLOWED);
        }
        return duration;
    }

    Optional<Instant> time(String pointer) throws IOException {
        Optional<String> given = string(pointer, Times.ALLOWED);
        Optional<Instant> time = given.flatMap(Times::parse);
        if (given.isPresent() && time.isEmpty()) {
            violation(pointer, Times.ALLOWED);
        }
        return time;
    }

    void violation(String pointer, String detail) {
        if (violations.size() < Problem.MOST_ERRORS) {
            violations.add(new Violation(pointer, detail));
        }
    }

    /** Adds the violations that other code found, under the pointer of the value that was read. */
    void violations(String pointer, TaskRejectedException e) {
        e.under(pointer).violations().forEach(violation -> violation(violation.pointer(), violation.detail()));
    }

    private boolean mismatch(String pointer, String detail) throws IOException {
        violation(pointer, detail);
        json.skipChildren();
        return false;
    }

    /** A name as a step of a pointer (RFC 6901). A name that cannot be printed is replaced. */
    private static String shown(String name) {
        boolean plain = name.length() <= LONGEST_SHOWN_NAME
                && name.chars().allMatch(c -> c >= ' ' && c != 0x7f && !Character.isSurrogate((char) c));
        return plain ? name.replace("~", "~0").replace("/", "~1") : "?";
    }

    /** The pointer of the current value of a context. */
    private static String pointer(JsonStreamContext context) {
        if (context.inRoot()) {
            return "";
        }
        String step = context.inArray() ? Integer.toString(context.getCurrentIndex()) : shown(context.getCurrentName());
        return pointer(context.getParent()) + "/" + step;
    }

    /** What is wrong, and where. The parser's own messages refer to its settings and quote the body. */
    private static String reason(JsonParseException e) {
        String what = e instanceof JsonEOFException ? "the body ends before its JSON does" : "the body is not JSON";
        JsonLocation at = e.getLocation();
        return at == null ? what : what + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
}
