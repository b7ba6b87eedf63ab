package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Selects tasks: those that meet every condition that is given. Immutable; {@code with…} methods return changed copies.
 *
 * Only some conditions limit the rows that a store reads: the window of creation, the end of the window in which tasks
 * became final, a caller together with an idempotency key, and a schedule. All others are checked row by row.
 *
 * @param statuses only tasks in one of these; all if it is empty
 * @param type only tasks of this type
 * @param caller only tasks that this caller submitted
 * @param correlationId only tasks with this correlation id
 * @param idempotencyKey only tasks with this key; keys of different callers are different keys
 * @param agent only tasks that the agent of this name runs, or ran last
 * @param created only tasks stored in this window
 * @param finished only tasks that became final in this window
 * @param errorContains only tasks with an error whose first line contains this text, upper and lower case told apart
 * @param schedule only tasks of the schedule of this name: fired, or run by hand
 */
public record TaskFilter(
        Set<TaskStatus> statuses,
        Optional<String> type,
        Optional<String> caller,
        Optional<String> correlationId,
        Optional<String> idempotencyKey,
        Optional<String> agent,
        TimeWindow created,
        TimeWindow finished,
        Optional<String> errorContains,
        Optional<String> schedule) {
    /** The longest caller, agent or text in an error, in characters. */
    public static final int LONGEST_TEXT = 1_000;

    /** How far the database's clock may step back between the creation of a task and its end. */
    public static final Duration CLOCK_STEP = Duration.ofMinutes(1);

    private static final Instant LAST = Instant.MAX.minus(CLOCK_STEP);

    /** Selects all tasks. */
    public static final TaskFilter ALL = new TaskFilter(
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            TimeWindow.ALWAYS,
            TimeWindow.ALWAYS,
            Optional.empty(),
            Optional.empty());

    /** Copies the statuses and checks the texts. */
    public TaskFilter {
        statuses = Collections.unmodifiableSet(new TreeSet<>(statuses));
        type.ifPresent(TaskType::checkName);
        caller.ifPresent(text -> checkText("/caller", text));
        correlationId.filter(text -> !Origin.isCorrelationId(text)).ifPresent(text -> {
            throw new TaskRejectedException(
                    "/correlation_id",
                    "must be 1 to " + Origin.LONGEST_CORRELATION_ID + " printable ASCII characters without space");
        });
        idempotencyKey.ifPresent(NewTask::checkKey);
        agent.ifPresent(text -> checkText("/agent", text));
        errorContains.ifPresent(text -> checkText("/error_contains", text));
        schedule.filter(text -> !NewSchedule.isName(text)).ifPresent(text -> {
            throw new TaskRejectedException("/schedule", "must be the name of a schedule");
        });
    }

    static void checkText(String pointer, String text) {
        if (text.length() > LONGEST_TEXT || text.indexOf('\0') >= 0) {
            throw new TaskRejectedException(
                    pointer, "must be at most " + LONGEST_TEXT + " characters, and none of them NUL");
        }
    }

    /**
     * The time before which every selected task was stored, as far as the filter says: the end of the window of creation, or
     * that of the window of the end, because a task is stored before it becomes final.
     *
     * @return the time, with {@link #CLOCK_STEP} allowed for; empty if there is none
     */
    public Optional<Instant> storedBefore() {
        Optional<Instant> ended = finished.before().filter(LAST::isAfter).map(end -> end.plus(CLOCK_STEP));
        return Stream.of(created.before(), ended).flatMap(Optional::stream).min(Comparator.naturalOrder());
    }

    /**
     * This filter with one status.
     *
     * @param only the status
     * @return the new value
     */
    public TaskFilter withStatus(TaskStatus only) {
        return withStatuses(Set.of(only));
    }

    /**
     * This filter with several statuses.
     *
     * @param any the statuses; all if it is empty
     * @return the new value
     */
    public TaskFilter withStatuses(Set<TaskStatus> any) {
        return new TaskFilter(
                any, type, caller, correlationId, idempotencyKey, agent, created, finished, errorContains, schedule);
    }

    /**
     * This filter with one type.
     *
     * @param only the type's name
     * @return the new value
     */
    public TaskFilter withType(String only) {
        return new TaskFilter(
                statuses,
                Optional.of(only),
                caller,
                correlationId,
                idempotencyKey,
                agent,
                created,
                finished,
                errorContains,
                schedule);
    }

    /**
     * This filter with one caller.
     *
     * @param only the caller's name; empty for an embedding application
     * @return the new value
     */
    public TaskFilter withCaller(String only) {
        return new TaskFilter(
                statuses,
                type,
                Optional.of(only),
                correlationId,
                idempotencyKey,
                agent,
                created,
                finished,
                errorContains,
                schedule);
    }

    /**
     * This filter with one correlation id.
     *
     * @param only the correlation id
     * @return the new value
     */
    public TaskFilter withCorrelationId(String only) {
        return new TaskFilter(
                statuses,
                type,
                caller,
                Optional.of(only),
                idempotencyKey,
                agent,
                created,
                finished,
                errorContains,
                schedule);
    }

    /**
     * This filter with one idempotency key.
     *
     * @param only the key
     * @return the new value
     */
    public TaskFilter withIdempotencyKey(String only) {
        return new TaskFilter(
                statuses,
                type,
                caller,
                correlationId,
                Optional.of(only),
                agent,
                created,
                finished,
                errorContains,
                schedule);
    }

    /**
     * This filter with one agent.
     *
     * @param only the agent's name
     * @return the new value
     */
    public TaskFilter withAgent(String only) {
        return new TaskFilter(
                statuses,
                type,
                caller,
                correlationId,
                idempotencyKey,
                Optional.of(only),
                created,
                finished,
                errorContains,
                schedule);
    }

    /**
     * This filter with a window of creation.
     *
     * @param window when the tasks were stored
     * @return the new value
     */
    public TaskFilter withCreated(TimeWindow window) {
        return new TaskFilter(
                statuses,
                type,
                caller,
                correlationId,
                idempotencyKey,
                agent,
                window,
                finished,
                errorContains,
                schedule);
    }

    /**
     * This filter with a window of the end.
     *
     * @param window when the tasks became final
     * @return the new value
     */
    public TaskFilter withFinished(TimeWindow window) {
        return new TaskFilter(
                statuses, type, caller, correlationId, idempotencyKey, agent, created, window, errorContains, schedule);
    }

    /**
     * This filter with a text in the error.
     *
     * @param text what the first line of the error contains
     * @return the new value
     */
    public TaskFilter withErrorContaining(String text) {
        return new TaskFilter(
                statuses,
                type,
                caller,
                correlationId,
                idempotencyKey,
                agent,
                created,
                finished,
                Optional.of(text),
                schedule);
    }

    /**
     * This filter with one schedule.
     *
     * @param only the schedule's name
     * @return the new value
     */
    public TaskFilter withSchedule(String only) {
        return new TaskFilter(
                statuses,
                type,
                caller,
                correlationId,
                idempotencyKey,
                agent,
                created,
                finished,
                errorContains,
                Optional.of(only));
    }
}
