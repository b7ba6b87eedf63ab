package dev.taskq.rig.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an option that is a whole number. A subclass sets the bounds. */
public abstract class WholeNumber implements ITypeConverter<Integer> {
    private static final int MOST_DIGITS = 9;

    private final int least;
    private final int most;

    /**
     * Creates a reader with bounds.
     *
     * @param least the smallest allowed number, not negative
     * @param most the largest allowed number, of at most nine digits
     */
    protected WholeNumber(int least, int most) {
        this.least = least;
        this.most = most;
    }

    @Override
    public final Integer convert(String value) {
        if (value.matches("[0-9]{1," + MOST_DIGITS + "}")) {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new TypeConversionException("\"" + value + "\" is not a whole number between " + least + " and " + most);
    }
}
