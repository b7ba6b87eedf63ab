package dev.taskq.load;

import dev.taskq.rig.cli.WholeNumber;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of the load, for the command line. */
public final class LoadOptions {
    private static final int MOST_MINUTES = 24 * 60;

    @Option(
            names = "--rate",
            paramLabel = "N/UNIT",
            defaultValue = "1000/min",
            converter = RateConverter.class,
            description =
                    "The rate of tasks, each with a call of its own, such as 1000/min or 1000/s (${DEFAULT-VALUE}).")
    private Rate rate = Rate.parse("1000/min");

    @Option(
            names = "--minutes",
            paramLabel = "M",
            defaultValue = "5",
            converter = MinutesConverter.class,
            description = "How long, in minutes; 0.5 for half of one (${DEFAULT-VALUE}).")
    private double minutes;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            converter = WarmUpConverter.class,
            description =
                    "The time of the same load before it, not measured and never faster than calls are answered: a JVM that"
                            + " has just been started is several times slower (0 with --url, otherwise 60).")
    private @Nullable Integer warmUp;

    @Option(
            names = "--task-millis",
            paramLabel = "MS",
            defaultValue = "0",
            converter = TaskMillisConverter.class,
            description = "How long each task takes (${DEFAULT-VALUE}).")
    private int taskMillis;

    /** The defaults. */
    public LoadOptions() {}

    private static final class RateConverter implements ITypeConverter<Rate> {
        @Override
        public Rate convert(String value) {
            try {
                return Rate.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private static final class MinutesConverter implements ITypeConverter<Double> {
        @Override
        public Double convert(String value) {
            if (value.matches("[0-9]{1,4}(\\.[0-9]{1,4})?")) {
                double minutes = Double.parseDouble(value);
                if (minutes > 0 && minutes <= MOST_MINUTES) {
                    return minutes;
                }
            }
            throw new TypeConversionException(
                    "\"" + value + "\" is not a number of minutes above 0, " + MOST_MINUTES + " at most");
        }
    }

    private static final class WarmUpConverter extends WholeNumber {
        WarmUpConverter() {
            super(0, 3_600);
        }
    }

    private static final class TaskMillisConverter extends WholeNumber {
        TaskMillisConverter() {
            super(0, 600_000);
        }
    }

    /**
     * The time to warm up.
     *
     * @param otherwise the default
     * @return the time
     */
    Duration warmUp(Duration otherwise) {
        return warmUp == null ? otherwise : Duration.ofSeconds(warmUp);
    }

    Rate rate() {
        return rate;
    }

    Duration length() {
        return Duration.ofMillis(Math.round(minutes * 60_000));
    }

    long taskMillis() {
        return taskMillis;
    }
}
