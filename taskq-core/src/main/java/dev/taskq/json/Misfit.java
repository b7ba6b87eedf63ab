package dev.taskq.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Describes why a text cannot be read as a class: the field, and what it must be. */
final class Misfit {
    private static final Set<Class<?>> WHOLE =
            Set.of(int.class, Integer.class, long.class, Long.class, short.class, Short.class, byte.class, Byte.class);
    private static final Set<Class<?>> FRACTION = Set.of(double.class, Double.class, float.class, Float.class);
    private static final String NOTHING = "Cannot map `null`";
    /** Jackson's advice to the programmer. */
    private static final String ADVICE = " \\((set|but could|although|through|no Creators|one of)[^)]*\\)*";

    private Misfit() {}

    static InvalidJsonException of(JsonMappingException e, String pointer) {
        String field = pointer + path(e);
        if (e instanceof UnrecognizedPropertyException) {
            return new InvalidJsonException(field, "is not a known field");
        }
        String expected = e instanceof MismatchedInputException mismatch && !(e instanceof InvalidTypeIdException)
                ? expected(mismatch.getTargetType(), reason(e).startsWith("Cannot"))
                : null;
        if (expected == null) {
            return new InvalidJsonException(field, "does not fit: " + reason(e));
        }
        boolean missing = reason(e).startsWith(NOTHING);
        return new InvalidJsonException(field, (missing ? "is missing, and must be " : "must be ") + expected);
    }

    /** The parser's reason, on one line and without advice. */
    static String reason(JsonProcessingException e) {
        return String.valueOf(e.getOriginalMessage()).replaceAll("\\s+", " ").replaceAll(ADVICE, "");
    }

    private static @Nullable String expected(@Nullable Class<?> type, boolean ofAnotherKind) {
        if (type == null) {
            return null;
        }
        if (WHOLE.contains(type)) {
            return "a whole number";
        }
        if (FRACTION.contains(type) || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        if (!ofAnotherKind) {
            return null;
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        // Java's own classes have formats that only the reason describes.
        return Map.class.isAssignableFrom(type) || !type.getName().startsWith("java.") ? "an object" : null;
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            String name = step.getFieldName();
            path.append('/').append(name != null ? JsonCheck.escape(name) : String.valueOf(step.getIndex()));
        }
        return path.toString();
    }
}
