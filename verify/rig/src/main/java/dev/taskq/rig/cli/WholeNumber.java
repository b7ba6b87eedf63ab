package dev.taskq.rig.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the whole number of an option. A subclass says between which bounds. */
public abstract class WholeNumber implements ITypeConverter<Integer> {
    private static final int MOST_DIGITS = 9;

    private final int least;
    private final int most;

    /**
     * Between two bounds.
     *
     * @param least the smallest number that is allowed; not negative
     * @param most the largest, which has nine digits at most
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
