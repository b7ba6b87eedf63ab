package dev.taskq.spi;

import dev.taskq.EditResult;
import dev.taskq.FiredTask;
import dev.taskq.ForeignScheduleException;
import dev.taskq.KeyConflictException;
import dev.taskq.NewSchedule;
import dev.taskq.Origin;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.StoreBusyException;
import dev.taskq.TooManySchedulesException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Schedules: kept in the store, and fired by the leader. {@link StorePort} describes what holds for every method.
 *
 * Methods with an owner see only schedules of that caller, if one is given. All others do not exist for them.
 */
public interface Schedules {
    /**
     * Stores a schedule, or changes the one of that name. A put of the same definition writes nothing, whatever its caller
     * is. If the recurrence changes, the next fire time is the first one after the store's clock; otherwise it stays.
     *
     * @param definition the schedule, checked
     * @param owner the caller that a schedule of that name must have
     * @param mostOfCaller how many schedules a caller with a name may have. Those that exist already stay, and can be changed
     * @return the schedule, and what changed
     * @throws ForeignScheduleException if the schedule of that name has another caller than the owner
     * @throws TooManySchedulesException if {@link Schedule#MOST} schedules are stored, or so many of its caller. Calls at the
     *     same time do not exceed it together
     */
    PutResult put(NewSchedule definition, Optional<String> owner, int mostOfCaller);

    /**
     * Changes a schedule, unless it was changed since it was read. What is stored already is written too, as a change: so neither the
     * result nor the stored row tells whether the definition was the same.
     *
     * @param definition the schedule, checked; its caller is not stored
     * @param seen the time of its last change, as it was read
     * @param owner the caller that it must have
     * @return what was done
     */
    EditResult edit(NewSchedule definition, Instant seen, Optional<String> owner);

    /**
     * Reads a schedule.
     *
     * @param name its name
     * @param owner the caller that it must have
     * @return the schedule, if it exists
     */
    Optional<Schedule> find(String name, Optional<String> owner);

    /**
     * Lists schedules by name.
     *
     * @param owner the caller that they must have
     * @param after the {@link SchedulePage#next()} of the page before; empty for the first page
     * @param limit the most schedules in the page, 1 or more
     * @return the page; its schedules have no params
     */
    SchedulePage list(Optional<String> owner, Optional<String> after, int limit);

    /**
     * Reads the schedules that fire next, by their next fire time. Those that do not fire are not among them.
     *
     * @param from only schedules that fire then or later
     * @param owner the caller that they must have
     * @param most the most schedules, 1 or more
     * @return the schedules, without params; those that fire at the same time by name, as far as they are among these
     */
    List<Schedule> next(Instant from, Optional<String> owner, int most);

    /**
     * Reads the newest tasks of schedules. A store for many tasks reads at most so many rows for each name. The one in memory may read all
     * of its tasks, if a name has fewer.
     *
     * @param names the names, each once; a schedule of that name need not exist any more
     * @param owner the caller that the tasks must have. Others are read too, and left out
     * @param most the most tasks of each schedule, 1 or more
     * @return the tasks by the name of their schedule, newest first; no entry for a name without tasks
     */
    Map<String, List<FiredTask>> newestTasks(Collection<String> names, Optional<String> owner, int most);

    /**
     * Pauses or resumes a schedule. One that is resumed fires next at the first fire time after the store's clock. One that
     * is in that state already stays as it is.
     *
     * @param name its name
     * @param paused whether it is to be paused
     * @param owner the caller that it must have
     * @return the schedule, if it exists
     */
    Optional<Schedule> setPaused(String name, boolean paused, Optional<String> owner);

    /**
     * Deletes a schedule. The tasks that it fired stay.
     *
     * @param name its name
     * @param owner the caller that it must have
     * @return whether there was one
     */
    boolean delete(String name, Optional<String> owner);

    /**
     * Queues one task of a schedule now. Its fire times do not change.
     *
     * @param name its name
     * @param owner the caller that it must have
     * @param key an idempotency key of the run's caller
     * @param origin the caller that runs it, which becomes the caller of the task; its correlation id is set
     * @return what was done, with the hint to send
     * @throws KeyConflictException if the key was used for another task
     * @throws StoreBusyException if another transaction holds the key for longer than the lock time-out
     */
    Run run(String name, Optional<String> owner, Optional<String> key, Origin origin);

    /**
     * What a run did. Immutable.
     *
     * @param result what was done
     * @param hint the hint to send, if a task was queued
     */
    record Run(RunResult result, Optional<Hint> hint) {}

    /**
     * Finds schedules that are due by the store's clock, the longest due first: a bounded read.
     *
     * @param range the range of their next fire times
     * @param max the most schedules, 1 or more
     * @return the schedules, and how long until the next one is due, in whatever range
     */
    DueSchedules due(DueRange range, int max);

    /**
     * Fires schedules, in one transaction. For each step whose schedule is unchanged since it was read, the tasks of its
     * fire times are queued and the next fire time is set. If the schedule does not overlap, and its last task is not
     * final, its fire times are skipped instead. A fire time that has a task already, fired by whatever schedule of that
     * name, gets no other one. So neither two calls at once nor a repeat can fire twice, and a call that was not committed
     * skipped nothing. A step whose schedule was changed, or is held by another transaction, does nothing.
     *
     * @param steps each schedule once
     * @return the result of each
     */
    List<FireResult> fire(List<FireStep> steps);

    /**
     * Counts the schedules.
     *
     * @return how many there are
     */
    long count();

    /**
     * Checks that one more schedule may be kept. A store calls it in the transaction that stores the schedule.
     *
     * @param definition the schedule to be stored
     * @param stored how many schedules are stored
     * @param ofCaller how many of them its caller has
     * @param mostOfCaller how many a caller with a name may have
     * @throws TooManySchedulesException if these are too many
     */
    static void requireRoom(NewSchedule definition, long stored, long ofCaller, int mostOfCaller) {
        if (!definition.caller().isEmpty() && ofCaller >= mostOfCaller) {
            throw new TooManySchedulesException(mostOfCaller, true);
        }
        if (stored >= Schedule.MOST) {
            throw new TooManySchedulesException(Schedule.MOST, false);
        }
    }
}
