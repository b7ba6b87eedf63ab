package dev.taskq.cli;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A whole number. Immutable.
 *
 * @param parse reads the text, and throws if it is no number of this kind
 * @param <N> the kind of number
 */
record NumberConverter<N extends Number>(Function<String, N> parse) implements ITypeConverter<N> {
    @Override
    public N convert(String text) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("\"" + text + "\" is no whole number, or is too large");
        }
    }
}
