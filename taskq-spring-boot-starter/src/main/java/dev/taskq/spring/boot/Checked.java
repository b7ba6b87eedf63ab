package dev.taskq.spring.boot;

import java.util.function.BiFunction;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * A value that takes one property after another. Where one is refused, the property is named. Immutable.
 *
 * @param value the value so far
 * @param <C> what takes the properties
 */
record Checked<C>(C value) {
    static <C> Checked<C> of(C value) {
        return new Checked<>(value);
    }

    /**
     * The value with a property.
     *
     * @throws InvalidConfigurationPropertyValueException if it is refused
     */
    <V> Checked<C> set(String property, V given, BiFunction<C, V, C> with) {
        try {
            return new Checked<>(with.apply(value, given));
        } catch (IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(property, given, e.getMessage());
        }
    }
}
