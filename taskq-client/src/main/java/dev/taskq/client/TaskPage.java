package dev.taskq.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list, newest first. A coordinator reads a bounded number of rows for a page, so a page may be short or
 * empty although another one follows. Immutable.
 *
 * @param tasks the tasks, without params, result and attempts
 * @param next the cursor of the next page; empty on the last page
 * @param lookedBackTo the time down to which the list was read for this page
 */
public record TaskPage(List<Task> tasks, Optional<String> next, Optional<Instant> lookedBackTo) {
    /** Copies the list. */
    public TaskPage {
        tasks = List.copyOf(tasks);
    }

    static TaskPage of(Fields json) {
        return new TaskPage(
                json.objects("tasks").stream().map(Task::of).toList(),
                json.textIfAny("next_cursor"),
                json.timeIfAny("looked_back_to"));
    }
}
