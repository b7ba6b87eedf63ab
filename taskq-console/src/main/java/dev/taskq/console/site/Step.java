package dev.taskq.console.site;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One step of a task's life, in words. Immutable.
 *
 * @param text what happened
 * @param at when
 * @param after the time since the step before; empty for the first
 * @param error what went wrong
 * @param status the status to which it is drawn
 */
public record Step(String text, Instant at, Optional<Duration> after, Optional<String> error, TaskStatus status) {
    static List<Step> of(List<TaskEvent> events) {
        List<Step> steps = new ArrayList<>();
        Optional<Instant> last = Optional.empty();
        for (TaskEvent event : events) {
            // Clocks that step back make no negative times.
            Optional<Duration> after =
                    last.map(before -> Duration.between(before, event.at())).filter(time -> !time.isNegative());
            // The end of the task repeats the error of its last attempt.
            Optional<String> error = steps.isEmpty() || !steps.getLast().error().equals(event.error())
                    ? event.error()
                    : Optional.empty();
            steps.add(new Step(text(event), event.at(), after, error, status(event)));
            last = Optional.of(event.at());
        }
        return List.copyOf(steps);
    }

    private static String text(TaskEvent event) {
        String attempt = "Attempt " + event.attempt();
        return switch (event.kind()) {
            case CREATED -> "Submitted";
            case SCHEDULED ->
                (event.attempt() == 0 ? "Scheduled for " : "Backs off until ")
                        + event.dueAt().map(Instant::toString).orElse("later");
            case QUEUED -> "Queued";
            case RETRIED -> "Queued again by hand";
            case STARTED ->
                attempt + " started" + event.agent().map(name -> " on " + name).orElse("");
            case PROGRESS ->
                attempt + " is at " + event.progress().map(Step::progress).orElse("an unknown point");
            case CANCEL_REQUESTED -> "A cancel was requested";
            case ATTEMPT_ENDED ->
                attempt + " ended: "
                        + event.outcome()
                                .map(AttemptOutcome::wireName)
                                .map(Words::plain)
                                .orElse("unknown");
            case FINISHED ->
                "Final: " + event.status().map(TaskStatus::wireName).orElse("unknown");
        };
    }

    private static String progress(Task.Progress progress) {
        return percent(progress.fraction())
                + progress.note().map(note -> ": " + note).orElse("");
    }

    /** A fraction as a whole number of percent. */
    public static String percent(double fraction) {
        return Math.round(fraction * 100) + " %";
    }

    private static TaskStatus status(TaskEvent event) {
        return switch (event.kind()) {
            case CREATED, QUEUED, RETRIED -> TaskStatus.QUEUED;
            case SCHEDULED -> TaskStatus.SCHEDULED;
            case STARTED, PROGRESS -> TaskStatus.RUNNING;
            case CANCEL_REQUESTED -> TaskStatus.CANCELLED;
            case ATTEMPT_ENDED ->
                switch (event.outcome().orElse(AttemptOutcome.FAILED)) {
                    case SUCCEEDED -> TaskStatus.SUCCEEDED;
                    case RELEASED -> TaskStatus.QUEUED;
                    case CANCELLED -> TaskStatus.CANCELLED;
                    case FAILED, GAVE_UP, TIMED_OUT, LOST -> TaskStatus.FAILED;
                };
            case FINISHED -> event.status().orElse(TaskStatus.SUCCEEDED);
        };
    }
}
