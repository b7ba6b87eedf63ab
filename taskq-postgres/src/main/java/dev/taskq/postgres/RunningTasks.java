package dev.taskq.postgres;

import dev.taskq.Task.Counts;
import dev.taskq.spi.Holder;
import dev.taskq.spi.RunningTask;
import java.sql.SQLException;
import java.time.Duration;

/** Converts rows of statements to running tasks. */
final class RunningTasks {
    private RunningTasks() {}

    static RunningTask of(Query.Row row, String type, Holder holder) throws SQLException {
        return new RunningTask(
                row.number("id"),
                type,
                holder,
                new Counts(
                        row.integer("attempt"),
                        row.integer("failures"),
                        row.integer("losses"),
                        row.integer("releases")),
                row.integer("max_attempts"),
                Duration.ofMillis(row.number("timeout_ms")),
                row.text("correlation_id"),
                row.someText("traceparent"),
                row.instant("due_at"));
    }
}
