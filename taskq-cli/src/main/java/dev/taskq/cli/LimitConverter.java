package dev.taskq.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How many rows are shown at most. */
final class LimitConverter implements ITypeConverter<Integer> {
    private static final int MOST = 1_000_000;

    @Override
    public Integer convert(String text) {
        if (text.matches("[1-9]\\d{0,6}") && Integer.parseInt(text) <= MOST) {
            return Integer.parseInt(text);
        }
        throw new TypeConversionException("\"" + text + "\" is no whole number from 1 to " + MOST);
    }
}
