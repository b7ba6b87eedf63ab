package dev.taskq.benchmarks.plugin;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * A handler in an agent's process that counts, and records how long after its due time it began. Due times are on the monotonic
 * clock, which all processes of a machine share on Linux and macOS. Thread-safe.
 */
public final class TimedNoop implements TaskHandler<TimedNoop.Params> {
    /** The system property that names the folder of the tallies. */
    public static final String FOLDER = "taskq.benchmarks.tallies";

    private static final TaskType<Params> TYPE = TaskType.of("noop", Params.class);

    private final Tally tally;

    /** Makes a handler, with the tally of this process. */
    public TimedNoop() {
        try {
            tally = Tally.open(Path.of(
                    System.getProperty(FOLDER),
                    Long.toString(ProcessHandle.current().pid())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The params.
     *
     * @param due when the task should have been submitted, in nanoseconds of {@link System#nanoTime}; 0 if that is not
     *     measured
     */
    public record Params(long due) {}

    @Override
    public TaskType<Params> type() {
        return TYPE;
    }

    @Override
    public Outcome handle(TaskContext context, Params params) {
        if (params.due() != 0) {
            tally.count(System.nanoTime() - params.due());
        }
        tally.count();
        return Outcome.done();
    }
}
