package dev.taskq.chaos.application;

import dev.taskq.chaos.application.OrderPlan.Order;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * The record of the transactions of this process. Each step is a line, which is appended to a file and passed to the
 * operating system before the application continues. So the journal of a killed process is complete. Thread-safe.
 *
 * <p>A line consists of the step, the time in microseconds, the order, and words for people.
 */
final class OrderJournal implements AutoCloseable {
    private final FileOutputStream file;

    OrderJournal(Path path) throws IOException {
        file = new FileOutputStream(path.toFile(), true);
    }

    /** The steps of a transaction. */
    enum Step {
        /** It begins. */
        BEGIN,
        /** Its commit is asked for now. */
        COMMIT,
        /** Its commit was answered. */
        COMMITTED,
        /** It is rolled back now. */
        ROLLBACK
    }

    void begin(Order order) {
        write(
                Step.BEGIN,
                order,
                " " + order.way().name().toLowerCase(Locale.ROOT) + (order.keyed() ? " keyed " : " ")
                        + order.open().toMillis() + " ms");
    }

    void write(Step step, Order order) {
        write(step, order, "");
    }

    private void write(Step step, Order order, String words) {
        String line =
                step + " " + ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()) + " " + order.id() + words + "\n";
        try {
            file.write(line.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
