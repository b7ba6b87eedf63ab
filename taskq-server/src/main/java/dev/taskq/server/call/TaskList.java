package dev.taskq.server.call;

import dev.taskq.Task;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A page of a list of tasks. Immutable.
 *
 * @param tasks the tasks, newest first
 * @param nextCursor the cursor of the next page; empty if this is the last
 * @param lookedBackTo the creation time up to which tasks were read; empty if all were
 */
public record TaskList(List<Task> tasks, Optional<String> nextCursor, Optional<Instant> lookedBackTo) {
    /** Copies the list. */
    public TaskList {
        tasks = List.copyOf(tasks);
    }
}
