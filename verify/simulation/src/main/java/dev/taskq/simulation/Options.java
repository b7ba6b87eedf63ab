package dev.taskq.simulation;

import dev.taskq.rig.cli.BadOptionException;
import dev.taskq.rig.cli.WholeNumber;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What the command line asks for. */
final class Options {
    private static final String ALL = "";

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "1000",
            converter = Seeds.class,
            description = "How many seeds are played (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--from",
            paramLabel = "S",
            defaultValue = "0",
            converter = Seeds.class,
            description = "The first of them (${DEFAULT-VALUE}).")
    private int from;

    @Option(
            names = "--exhaustive",
            paramLabel = "SETTING",
            arity = "0..1",
            fallbackValue = ALL,
            converter = SettingName.class,
            description = "Instead: all schedules of a small setting, or of each of them.")
    private @Nullable String exhaustive;

    @Option(
            names = "--accidents",
            paramLabel = "A",
            defaultValue = "2",
            converter = Few.class,
            description = "With --exhaustive: how many accidents there are at most in a run (${DEFAULT-VALUE}).")
    private int accidents;

    @Option(
            names = "--switches",
            paramLabel = "K",
            defaultValue = "1",
            converter = Few.class,
            description = "With --exhaustive: how often another than the running actor may go on (${DEFAULT-VALUE}).")
    private int switches;

    @Option(
            names = "--replay",
            paramLabel = "FILE|SEED",
            description = "Instead: the schedule of a file, or of one seed, once more.")
    private @Nullable String replay;

    /** What to do. */
    enum Mode {
        SEEDS,
        EXHAUSTIVE,
        REPLAY
    }

    private static final class Seeds extends WholeNumber {
        Seeds() {
            super(0, 999_999_999);
        }
    }

    private static final class Few extends WholeNumber {
        Few() {
            super(0, 1_000);
        }
    }

    private static final class SettingName implements ITypeConverter<String> {
        @Override
        public String convert(String name) {
            if (!name.equals(ALL) && !Settings.all().containsKey(name)) {
                throw new TypeConversionException("\"" + name + "\" is no setting, those are "
                        + String.join(", ", Settings.all().keySet()));
            }
            return name;
        }
    }

    Mode mode() {
        if (exhaustive != null && replay != null) {
            throw new BadOptionException("--exhaustive and --replay do not go together");
        }
        return exhaustive != null ? Mode.EXHAUSTIVE : replay != null ? Mode.REPLAY : Mode.SEEDS;
    }

    long seeds() {
        return seeds;
    }

    long from() {
        return from;
    }

    /** The setting of which all schedules are played; empty for every setting in turn. */
    Optional<String> setting() {
        return Optional.ofNullable(exhaustive).filter(name -> !name.equals(ALL));
    }

    int accidents() {
        return accidents;
    }

    int switches() {
        return switches;
    }

    /** The seed, or the file, to play again. */
    String replay() {
        return replay == null ? "" : replay;
    }
}
