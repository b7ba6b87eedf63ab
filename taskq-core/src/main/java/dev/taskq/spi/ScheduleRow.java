package dev.taskq.spi;

import dev.taskq.Fire;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Overlap;
import dev.taskq.Schedule;
import dev.taskq.TaskStatus;
import dev.taskq.json.JsonHash;
import dev.taskq.recurrence.FireTimes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The row of a schedule, and the changes that clients make to it, for every adapter. Immutable.
 *
 * @param schedule the schedule as clients see it
 * @param version every change sets another one. A schedule begins with the microseconds of its creation, so that one that is
 *     created again under the name of a deleted one does not have a version that was read before
 * @param anchor the time that intervals are counted from
 */
public record ScheduleRow(Schedule schedule, long version, Instant anchor) {
    /**
     * A new row.
     *
     * @param definition the schedule
     * @param now the store's clock
     * @return the row
     */
    public static ScheduleRow create(NewSchedule definition, Instant now) {
        Schedule schedule = new Schedule(
                definition,
                false,
                FireTimes.of(definition.recurrence(), now).after(now),
                Schedule.Last.NOTHING,
                Schedule.Counts.NONE,
                now,
                now);
        return new ScheduleRow(schedule, ChronoUnit.MICROS.between(Instant.EPOCH, now), now);
    }

    /**
     * Whether a put changes nothing.
     *
     * @param definition what is put
     * @return true if the definition is the same, apart from its caller and the form of its params
     */
    public boolean is(NewSchedule definition) {
        NewSchedule stored = schedule.definition();
        return JsonHash.canonical(definition.params()).equals(JsonHash.canonical(stored.params()))
                && definition
                        .withCaller(stored.caller())
                        .withParams(stored.params())
                        .equals(stored);
    }

    /**
     * Puts another definition. The caller stays the one that put the schedule first.
     *
     * @param definition the schedule
     * @param now the store's clock
     * @return the changed row
     */
    public ScheduleRow put(NewSchedule definition, Instant now) {
        boolean recurs = definition.recurrence().equals(schedule.definition().recurrence());
        Instant from = recurs ? anchor : now;
        Optional<Instant> next = recurs || schedule.paused()
                ? schedule.nextFireAt()
                : FireTimes.of(definition.recurrence(), from).after(notBefore(now));
        return with(definition.withCaller(schedule.definition().caller()), schedule.paused(), next, from, now);
    }

    /**
     * Pauses or resumes it.
     *
     * @param paused whether it is to be paused
     * @param now the store's clock
     * @return the changed row
     */
    public ScheduleRow setPaused(boolean paused, Instant now) {
        NewSchedule definition = schedule.definition();
        Optional<Instant> next = paused
                ? Optional.empty()
                : FireTimes.of(definition.recurrence(), anchor).after(notBefore(now));
        return with(definition, paused, next, anchor, now);
    }

    /**
     * Now, or the last fire time that is done: the clock may have stepped back since then. The tasks of these fire times may be
     * deleted, so the rows of tasks alone do not show that they are done.
     */
    private Instant notBefore(Instant now) {
        Schedule.Last last = schedule.last();
        return later(later(last.firedAt(), last.skippedAt()), Optional.of(now)).orElseThrow();
    }

    private ScheduleRow with(
            NewSchedule definition, boolean paused, Optional<Instant> next, Instant from, Instant now) {
        return new ScheduleRow(
                new Schedule(definition, paused, next, schedule.last(), schedule.counts(), schedule.createdAt(), now),
                version + 1,
                from);
    }

    /**
     * Does a step.
     *
     * @param step the step
     * @param overlapped whether its fire times are skipped, because the last task is not final
     * @param tasks the tasks that were queued
     * @return the changed row
     */
    public ScheduleRow fire(FireStep step, boolean overlapped, List<Long> tasks) {
        Schedule.Last last = schedule.last();
        Optional<Instant> latest = step.times().isEmpty()
                ? Optional.empty()
                : Optional.of(step.times().getLast());
        Schedule.Last next = new Schedule.Last(
                overlapped ? last.firedAt() : later(last.firedAt(), latest),
                tasks.isEmpty() ? last.task() : OptionalLong.of(tasks.getLast()),
                later(later(last.skippedAt(), step.lastSkipped()), overlapped ? latest : Optional.empty()));
        int skipped = step.skipped() + (overlapped ? step.times().size() : 0);
        return new ScheduleRow(
                new Schedule(
                        schedule.definition(),
                        false,
                        step.next(),
                        next,
                        new Schedule.Counts(
                                schedule.counts().fired() + tasks.size(),
                                schedule.counts().skipped() + skipped),
                        schedule.createdAt(),
                        schedule.updatedAt()),
                version + 1,
                anchor);
    }

    private static Optional<Instant> later(Optional<Instant> some, Optional<Instant> other) {
        return Stream.concat(some.stream(), other.stream()).max(Comparator.naturalOrder());
    }

    /**
     * Runs it by hand.
     *
     * @param task the task that was queued
     * @return the changed row
     */
    public ScheduleRow run(long task) {
        Schedule.Last last = new Schedule.Last(
                schedule.last().firedAt(),
                OptionalLong.of(task),
                schedule.last().skippedAt());
        return new ScheduleRow(
                new Schedule(
                        schedule.definition(),
                        schedule.paused(),
                        schedule.nextFireAt(),
                        last,
                        schedule.counts(),
                        schedule.createdAt(),
                        schedule.updatedAt()),
                version + 1,
                anchor);
    }

    /**
     * A task of it.
     *
     * @param time the fire time; empty for a run by hand
     * @param origin the caller of the task
     * @return the task
     */
    public NewTask task(Optional<Instant> time, Origin origin) {
        NewSchedule definition = schedule.definition();
        return NewTask.of(definition.type(), definition.params())
                .withLimits(definition.limits())
                .withOrigin(origin.withFire(new Fire(definition.name(), time)));
    }

    /**
     * Whether it must not fire now.
     *
     * @param last the status of its last task; empty if there is none
     * @return true if that task is not final, and it does not overlap
     */
    public boolean overlaps(Optional<TaskStatus> last) {
        return schedule.definition().overlap() == Overlap.SKIP
                && last.filter(status -> !status.isFinal()).isPresent();
    }

    /**
     * What a repeated run under an idempotency key must match.
     *
     * @param schedule the schedule's name
     * @return the hash
     */
    public static String runHash(String schedule) {
        return "schedule " + schedule;
    }

    /**
     * The correlation id of the task of a fire time.
     *
     * @param schedule the schedule's name
     * @param time the fire time
     * @return the id
     */
    public static String correlationId(String schedule, Instant time) {
        return schedule + "@" + time;
    }
}
