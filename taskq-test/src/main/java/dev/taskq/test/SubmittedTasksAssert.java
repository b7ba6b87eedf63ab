package dev.taskq.test;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.Task.Attempt;
import dev.taskq.TaskStatus;
import dev.taskq.spi.ErrorLines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions about the tasks of a type that were submitted. One about a status, a result or attempts holds if it holds for each of
 * the tasks, and there is one or more. Each message lists the tasks.
 *
 * @param <P> the params class
 */
public final class SubmittedTasksAssert<P> extends AbstractAssert<SubmittedTasksAssert<P>, SubmittedTasks<P>> {
    SubmittedTasksAssert(SubmittedTasks<P> actual) {
        super(actual, SubmittedTasksAssert.class);
    }

    // How many, and with which params

    /**
     * So many were submitted.
     *
     * @param expected how many
     * @return this
     */
    public SubmittedTasksAssert<P> hasSize(int expected) {
        int size = actual.list().size();
        if (size != expected) {
            throw fails("Expected " + expected + " " + actual.described() + ", but found " + size + ":");
        }
        return this;
    }

    /**
     * None was submitted.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> isEmpty() {
        return hasSize(0);
    }

    /**
     * One or more were submitted.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> isNotEmpty() {
        if (actual.list().isEmpty()) {
            throw fails("Expected " + actual.described() + ", but found:");
        }
        return this;
    }

    /**
     * Goes on with the task that was submitted with an idempotency key.
     *
     * @param key the key
     * @return assertions about that task
     */
    public SubmittedTasksAssert<P> withKey(String key) {
        SubmittedTasks<P> narrowed = actual.withKey(key);
        if (narrowed.list().isEmpty()) {
            throw fails("Expected one of the " + actual.described() + " to have the idempotency key " + key
                    + ", but found:");
        }
        return narrowed.assertThat();
    }

    /**
     * The params of one of the tasks or more meet the requirements.
     *
     * @param requirements assertions about params
     * @return this
     */
    public SubmittedTasksAssert<P> anySatisfy(Consumer<? super P> requirements) {
        isNotEmpty();
        List<String> reasons = new ArrayList<>();
        for (P params : actual.params()) {
            Optional<String> reason = unmet(params, requirements);
            if (reason.isEmpty()) {
                return this;
            }
            reasons.add(reason.get());
        }
        throw fails(
                "Expected the params of one of the " + actual.described() + " to satisfy the requirements, but found:",
                reasons);
    }

    /**
     * The params of all tasks meet the requirements, and there is one or more.
     *
     * @param requirements assertions about params
     * @return this
     */
    public SubmittedTasksAssert<P> allSatisfy(Consumer<? super P> requirements) {
        isNotEmpty();
        for (P params : actual.params()) {
            Optional<String> reason = unmet(params, requirements);
            if (reason.isPresent()) {
                throw fails(
                        "Expected the params of all " + actual.described() + " to satisfy the requirements, but found:",
                        List.of(reason.get()));
            }
        }
        return this;
    }

    private static <P> Optional<String> unmet(P params, Consumer<? super P> requirements) {
        try {
            requirements.accept(params);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(params + ": " + String.valueOf(e.getMessage()).strip());
        }
    }

    // Statuses

    /**
     * They wait for an agent.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> isQueued() {
        return hasStatus(TaskStatus.QUEUED);
    }

    /**
     * They wait until they are due: after a delay, or the back-off of a retry.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> isScheduled() {
        return hasStatus(TaskStatus.SCHEDULED);
    }

    /**
     * They wait until a time.
     *
     * @param due the time
     * @return this
     */
    public SubmittedTasksAssert<P> isScheduledFor(Instant due) {
        return isScheduled()
                .each("to be scheduled for " + due, task -> task.times().runAt().equals(Optional.of(due)));
    }

    /**
     * They have succeeded.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> hasSucceeded() {
        return hasStatus(TaskStatus.SUCCEEDED);
    }

    /**
     * They have failed for good.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> hasFailed() {
        return hasStatus(TaskStatus.FAILED);
    }

    /**
     * They have failed for good, with an error that contains a text. Its stack trace is not part of that.
     *
     * @param text a part of the error
     * @return this
     */
    public SubmittedTasksAssert<P> hasFailedWith(String text) {
        return hasFailed()
                .each(
                        "to have failed with \"" + text + "\"",
                        task -> task.error()
                                .filter(error -> ErrorLines.withoutTrace(error).contains(text))
                                .isPresent());
    }

    /**
     * They were cancelled.
     *
     * @return this
     */
    public SubmittedTasksAssert<P> isCancelled() {
        return hasStatus(TaskStatus.CANCELLED);
    }

    /**
     * They have a status.
     *
     * @param expected the status
     * @return this
     */
    public SubmittedTasksAssert<P> hasStatus(TaskStatus expected) {
        return each("to be " + expected.wireName(), task -> task.status() == expected);
    }

    // Results and attempts

    /**
     * They have succeeded with a result.
     *
     * @param expected the result: the stored one, mapped to this value's class, equals it
     * @return this
     */
    public SubmittedTasksAssert<P> hasResult(Object expected) {
        return hasSucceeded().each("to have the result " + expected, task -> isResult(task, expected));
    }

    private boolean isResult(Task task, Object expected) {
        try {
            return task.result().isPresent()
                    && expected.equals(
                            task.result(expected.getClass(), actual.type().mapping()));
        } catch (IllegalArgumentException e) {
            // It is a result of another class.
            return false;
        }
    }

    /**
     * So many attempts have begun.
     *
     * @param expected how many
     * @return this
     */
    public SubmittedTasksAssert<P> hasAttempts(int expected) {
        return each(
                "to have " + SubmittedTask.count(expected),
                task -> task.counts().attempt() == expected);
    }

    /**
     * The attempts that did not succeed ended so.
     *
     * @param expected the outcomes, first attempt first
     * @return this
     */
    public SubmittedTasksAssert<P> hasFailedAttempts(AttemptOutcome... expected) {
        List<AttemptOutcome> outcomes = List.of(expected);
        return each(
                "to have attempts that ended as " + outcomes,
                task -> task.attempts().stream().map(Attempt::outcome).toList().equals(outcomes));
    }

    private SubmittedTasksAssert<P> each(String what, Predicate<Task> condition) {
        if (actual.list().isEmpty()
                || !actual.list().stream().map(SubmittedTask::task).allMatch(condition)) {
            throw fails("Expected the " + actual.described() + " " + what + ", but found:");
        }
        return this;
    }

    private AssertionError fails(String what) {
        return fails(what, List.of());
    }

    /** AssertJ adds the description of {@code as}. The text goes in as an argument, because it may contain a percent sign. */
    private AssertionError fails(String what, List<String> reasons) {
        String reason = reasons.isEmpty() ? "" : "\nbecause:\n  " + String.join("\n  ", reasons);
        return failure("%s", what + "\n" + actual.lines() + reason);
    }
}
