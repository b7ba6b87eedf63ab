package dev.taskq.server.call;

import dev.taskq.Task;
import java.util.Optional;

/**
 * A task as it is shown to its caller. Immutable.
 *
 * @param task the task
 * @param warning what may be wrong with it, as a sentence: it waits, no agent serves its type, and none has ever served
 *     it
 */
public record ShownTask(Task task, Optional<String> warning) {}
