package dev.taskq.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import org.jspecify.annotations.Nullable;

/** Maps values to JSON text and back: snake_case names, ISO 8601 times, unknown fields refused. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonSyntax.factory())
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /**
     * Writes a value.
     *
     * @param value any value that can be mapped, or null
     * @param pointer what to call it in an error
     * @return JSON, as text
     * @throws InvalidJsonException if it cannot be mapped
     */
    public static String write(@Nullable Object value, String pointer) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException | StackOverflowError e) {
            throw new InvalidJsonException(pointer, "cannot be mapped to JSON: " + reason(e));
        }
    }

    /**
     * Reads a value.
     *
     * @param json JSON, as text
     * @param type the class to read
     * @param pointer what to call it in an error
     * @param <T> the class to read
     * @return the value
     * @throws InvalidJsonException if the text does not fit the class
     */
    public static <T> T read(String json, Class<T> type, String pointer) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (UnrecognizedPropertyException e) {
            throw new InvalidJsonException(pointer + path(e), "is not a known field");
        } catch (JsonMappingException e) {
            throw new InvalidJsonException(pointer + path(e), "does not fit: " + reason(e));
        } catch (JsonProcessingException e) {
            throw new InvalidJsonException(pointer, "is not JSON" + JsonSyntax.place(e));
        }
        if (value == null) {
            throw new InvalidJsonException(pointer, "must not be null");
        }
        return value;
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            String name = step.getFieldName();
            path.append('/').append(name != null ? JsonCheck.escape(name) : String.valueOf(step.getIndex()));
        }
        return path.toString();
    }

    private static String reason(Throwable e) {
        if (e instanceof JsonProcessingException processing) {
            return processing.getOriginalMessage();
        }
        return "it refers to itself";
    }
}
