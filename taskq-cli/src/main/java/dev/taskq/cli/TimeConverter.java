package dev.taskq.cli;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time: with its offset, or as a duration before now. Immutable.
 *
 * @param clock the time of this machine
 */
record TimeConverter(InstantSource clock) implements ITypeConverter<Instant> {
    /** A time with its offset, and no duration, which would be a time that has passed. */
    static final class Exact implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeParseException e) {
                throw new TypeConversionException("\"" + text
                        + "\" is no time; one is like 2027-01-31T08:00:00Z. --delay takes a duration from now");
            }
        }
    }

    @Override
    public Instant convert(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            try {
                return clock.instant().minus(new DurationConverter().convert(text));
            } catch (TypeConversionException none) {
                throw new TypeConversionException(
                        "\"" + text
                                + "\" is no time; one is like 2027-01-31T08:00:00Z, or like 90s, 15m, 36h or 7d for so long ago");
            }
        }
    }
}
