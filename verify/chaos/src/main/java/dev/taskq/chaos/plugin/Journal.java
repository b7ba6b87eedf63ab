package dev.taskq.chaos.plugin;

import dev.taskq.TaskContext;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The record of the handlers of this process. Each start and end of a run is a line, which is appended to a file and
 * passed to the operating system before the handler continues. So the journal of a killed process is complete.
 * Thread-safe.
 *
 * <p>The file is not written through a channel, because an interrupted thread closes a channel for all others.
 *
 * <p>A line consists of a letter, the time in microseconds, the task, the attempt, the run, and a word: {@code S} for a start with the
 * type, {@code E} for an end with how it ended; {@code G} for the checkpoint that a run got, {@code A} for one that it asks for, and
 * {@code C} for one that is stored.
 */
final class Journal {
    /** The environment variable that names the file. */
    static final String VARIABLE = "CHAOS_JOURNAL";

    private final FileOutputStream file;
    private final AtomicLong runs = new AtomicLong();

    /** Opened when the first handler runs, and open as long as the process lives. */
    private static final class OfThisProcess {
        private static final Journal JOURNAL = new Journal(Path.of(System.getenv(VARIABLE)));

        private OfThisProcess() {}
    }

    private Journal(Path path) {
        try {
            file = new FileOutputStream(path.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Journal ofThisProcess() {
        return OfThisProcess.JOURNAL;
    }

    /** Records a start. Returns the name of the run, which no other run of any process has. */
    String begin(TaskContext context, String type) {
        String run = ProcessHandle.current().pid() + "-" + runs.incrementAndGet();
        write("S", context, run, type);
        return run;
    }

    void end(TaskContext context, String run, String how) {
        write("E", context, run, how);
    }

    /** Records the checkpoint that a run got; 0 for none. */
    void got(TaskContext context, String run, int checkpoint) {
        write("G", context, run, Integer.toString(checkpoint));
    }

    void asked(TaskContext context, String run, int checkpoint) {
        write("A", context, run, Integer.toString(checkpoint));
    }

    void stored(TaskContext context, String run, int checkpoint) {
        write("C", context, run, Integer.toString(checkpoint));
    }

    private void write(String event, TaskContext context, String run, String word) {
        String line = event + " " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + " " + context.taskId()
                + " " + context.attempt() + " " + run + " " + word + "\n";
        try {
            file.write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
