package dev.taskq.test;

import dev.taskq.Task;
import dev.taskq.Task.Attempt;
import dev.taskq.TaskType;
import dev.taskq.spi.ErrorLines;
import java.util.stream.Collectors;

/**
 * A task that was submitted. Immutable.
 *
 * @param task the task, whole
 * @param params its params, mapped to the class of its type
 * @param <P> the params class
 */
public record SubmittedTask<P>(Task task, P params) {
    static <P> SubmittedTask<P> of(Task task, TaskType<P> type) {
        return new SubmittedTask<>(task, type.read(task.params()));
    }

    /** One line for the message of an assertion. */
    String line() {
        String due = task.times().runAt().map(at -> " until " + at).orElse("");
        String result = task.result().map(text -> ", result " + text).orElse("");
        String error = task.error()
                .map(text -> ", error \"" + ErrorLines.withoutTrace(text) + "\"")
                .orElse("");
        String attempts = task.attempts().stream()
                .map(Attempt::outcome)
                .map(outcome -> outcome.wireName())
                .collect(Collectors.joining(", "));
        return "task %d %s%s, %s%s%s%s"
                        .formatted(
                                task.id(),
                                task.status().wireName(),
                                due,
                                count(task.counts().attempt()),
                                attempts.isEmpty() ? "" : " (" + attempts + ")",
                                result,
                                error)
                + ", params " + task.params();
    }

    static String count(int attempts) {
        return attempts == 1 ? "1 attempt" : attempts + " attempts";
    }
}
