package dev.taskq.testkit.contract;

import dev.taskq.TaskType;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compares JSON as values: a store may order fields and write numbers as it likes. */
final class JsonValues {
    private static final TaskType<Wrapped> WRAPPED = TaskType.of("any", Wrapped.class);

    private JsonValues() {}

    private record Wrapped(Object value) {}

    /** A value that equals that of every text which means the same. */
    static Object of(String json) {
        return normal(WRAPPED.read("{\"value\": " + json + "}").value());
    }

    private static Object normal(Object value) {
        if (value instanceof Map<?, ?> object) {
            Map<Object, Object> fields = new HashMap<>();
            object.forEach((name, field) -> fields.put(name, field == null ? "null" : normal(field)));
            return fields;
        }
        if (value instanceof List<?> array) {
            return array.stream()
                    .map(element -> element == null ? "null" : normal(element))
                    .toList();
        }
        if (value instanceof Number number) {
            BigDecimal exact = new BigDecimal(number.toString());
            return exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
        }
        return value;
    }
}
