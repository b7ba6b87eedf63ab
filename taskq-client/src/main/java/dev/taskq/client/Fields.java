package dev.taskq.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The fields of a JSON object in an answer. Fields that are not asked for are ignored. Immutable. */
final class Fields {
    private static final int DIGITS_OF_NANOS = 9;

    private final JsonNode object;
    private final ObjectMapper mapper;

    Fields(JsonNode object, ObjectMapper mapper) {
        this.object = object;
        this.mapper = mapper;
    }

    String text(String name) {
        return textIfAny(name).orElseThrow(() -> unreadable(name));
    }

    Optional<String> textIfAny(String name) {
        return Optional.ofNullable(given(name)).filter(JsonNode::isTextual).map(JsonNode::textValue);
    }

    boolean flag(String name) {
        return object.path(name).asBoolean(false);
    }

    long integer(String name) {
        JsonNode number = given(name);
        if (number == null || !number.canConvertToLong()) {
            throw unreadable(name);
        }
        return number.longValue();
    }

    /** A number that is 0 if it is absent. */
    long count(String name) {
        return given(name) == null ? 0 : integer(name);
    }

    int small(String name) {
        return Math.toIntExact(Math.min(integer(name), Integer.MAX_VALUE));
    }

    OptionalInt smallIfAny(String name) {
        return given(name) == null ? OptionalInt.empty() : OptionalInt.of(small(name));
    }

    Optional<Double> fractionIfAny(String name) {
        return Optional.ofNullable(given(name)).filter(JsonNode::isNumber).map(JsonNode::doubleValue);
    }

    /** A number of seconds, to the nanosecond. */
    Duration seconds(String name) {
        JsonNode number = given(name);
        if (number == null || !number.isNumber()) {
            throw unreadable(name);
        }
        try {
            return Duration.ofNanos(number.decimalValue()
                    .movePointRight(DIGITS_OF_NANOS)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact());
        } catch (ArithmeticException e) {
            throw unreadable(name);
        }
    }

    Instant time(String name) {
        return timeIfAny(name).orElseThrow(() -> unreadable(name));
    }

    Optional<Instant> timeIfAny(String name) {
        try {
            return textIfAny(name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw unreadable(name);
        }
    }

    Duration duration(String name) {
        return durationIfAny(name).orElseThrow(() -> unreadable(name));
    }

    Optional<Duration> durationIfAny(String name) {
        try {
            return textIfAny(name).map(Durations::parse);
        } catch (DateTimeParseException | ArithmeticException e) {
            throw unreadable(name);
        }
    }

    /** The field as JSON. A field that is null is present. */
    Optional<JsonValue> value(String name) {
        return Optional.ofNullable(object.get(name)).map(json -> new JsonValue(json, mapper));
    }

    JsonValue whole() {
        return new JsonValue(object, mapper);
    }

    Fields object(String name) {
        return objectIfAny(name).orElseThrow(() -> unreadable(name));
    }

    Optional<Fields> objectIfAny(String name) {
        return Optional.ofNullable(given(name)).filter(JsonNode::isObject).map(json -> new Fields(json, mapper));
    }

    /** The objects of an array; empty if there is none. */
    List<Fields> objects(String name) {
        List<Fields> objects = new ArrayList<>();
        object.path(name).forEach(element -> objects.add(new Fields(element, mapper)));
        return objects;
    }

    /** The texts of an array; empty if there is none. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        object.path(name).forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** The whole numbers of an array; empty if there is none. */
    List<Long> integers(String name) {
        List<Long> numbers = new ArrayList<>();
        object.path(name).forEach(element -> numbers.add(element.asLong()));
        return numbers;
    }

    private @Nullable JsonNode given(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static BadAnswerException unreadable(String name) {
        return new BadAnswerException("the answer's field \"" + name + "\" is missing or cannot be read", null);
    }
}
