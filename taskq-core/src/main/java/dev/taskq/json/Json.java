package dev.taskq.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Maps values to JSON text and back, with snake_case names and ISO 8601 times. Reading is strict: an unknown field, a
 * value of another kind than the field's, and a missing number or flag are refused, and the error names the field.
 */
public final class Json {
    /** The longest written text, in characters. */
    public static final int LONGEST = 1 << 26;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonSyntax.factory())
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .withCoercionConfig(
                    LogicalType.Textual,
                    texts -> texts.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .withCoercionConfigDefaults(all -> all.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
            .build();

    /** How to treat unknown fields. */
    public enum Unknown {
        /** An unknown field is an error. */
        REFUSED,
        /** An unknown field is ignored. */
        IGNORED
    }

    private Json() {}

    /**
     * Writes a value.
     *
     * @param pointer its name in an error
     * @throws InvalidJsonException if it cannot be mapped, or is longer than {@value #LONGEST} characters
     */
    public static String write(@Nullable Object value, String pointer) {
        return write(value, pointer, LONGEST);
    }

    /**
     * Writes a value.
     *
     * @param pointer its name in an error
     * @param longest the most characters
     * @throws UnmappableException if it can never be mapped, or is longer
     * @throws InvalidJsonException if it cannot be mapped because its own methods failed
     */
    public static String write(@Nullable Object value, String pointer, int longest) {
        BoundedWriter text = new BoundedWriter(longest);
        try {
            MAPPER.writeValue(text, value);
        } catch (BoundedWriter.TooLongException e) {
            throw new UnmappableException(pointer, "it is larger than " + longest + " bytes");
        } catch (StackOverflowError e) {
            throw tooDeep(pointer);
        } catch (InvalidDefinitionException e) {
            throw new UnmappableException(pointer, "cannot be mapped to JSON: " + Misfit.reason(e));
        } catch (JsonProcessingException e) {
            if (e instanceof StreamConstraintsException || e.getCause() instanceof StreamConstraintsException) {
                throw tooDeep(pointer);
            }
            throw new InvalidJsonException(pointer, "cannot be mapped to JSON: " + Misfit.reason(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static UnmappableException tooDeep(String pointer) {
        return new UnmappableException(pointer, "it is nested too deeply, or refers to itself");
    }

    /**
     * Reads a value.
     *
     * @param unknown what to do with unknown fields
     * @param pointer its name in an error
     * @throws InvalidJsonException if the text does not match the class
     */
    public static <T> T read(String json, Class<T> type, Unknown unknown, String pointer) {
        ObjectReader reader = MAPPER.readerFor(type);
        if (unknown == Unknown.IGNORED) {
            reader = reader.without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        }
        T value;
        try {
            value = reader.readValue(json);
        } catch (JsonMappingException e) {
            throw Misfit.of(e, pointer);
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(pointer, "is not JSON" + JsonSyntax.place(e));
        }
        if (value == null) {
            throw new InvalidJsonException(pointer, "must not be null");
        }
        return value;
    }
}
