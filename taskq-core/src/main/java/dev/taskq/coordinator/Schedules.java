package dev.taskq.coordinator;

import dev.taskq.EditResult;
import dev.taskq.FiredTask;
import dev.taskq.NewSchedule;
import dev.taskq.Origin;
import dev.taskq.PutResult;
import dev.taskq.RunResult;
import dev.taskq.Schedule;
import dev.taskq.SchedulePage;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskRejectedException;
import dev.taskq.TooManySchedulesException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schedules of a coordinator: recurring tasks. The methods act for an embedding application, which may change all schedules;
 * {@link #ofCaller} gives those that one caller may change. Thread-safe.
 */
public interface Schedules {
    /** The most schedules on a page of a list. */
    int LIST_LIMIT = 1_000;

    /** The most tasks of one schedule that {@link #newestTasks} reads. */
    int MOST_NEWEST = 100;

    /**
     * These schedules, as far as a caller has put them. All others do not exist there.
     *
     * @param caller the caller
     * @return the schedules of that caller
     */
    Schedules ofCaller(String caller);

    /**
     * Stores a schedule, or changes the one of that name. A put of what is stored already changes nothing, so an application may
     * put its schedules at each start. The next fire time changes only if the recurrence does: then it is the first one from now
     * on. The caller of a schedule is the one that put it first.
     *
     * @param schedule the schedule
     * @return the schedule as it is stored, and what changed
     * @throws TaskRejectedException if it cannot be accepted as it is
     * @throws dev.taskq.ForeignScheduleException if these are {@linkplain #ofCaller the schedules of a caller}, and another
     *     caller has put one of that name
     * @throws TooManySchedulesException if 10,000 schedules are stored, or as many of its caller, if that is named, as {@link
     *     CoordinatorConfig#schedulesPerCaller} allows
     * @throws StoreUnavailableException if nothing was changed
     * @throws dev.taskq.OutcomeUnknownException if the outcome is unknown: repeat
     */
    PutResult put(NewSchedule schedule);

    /**
     * Changes a schedule, unless it was changed since it was read: a put for a form, which shows a person what is changed. It follows
     * the rules of {@link #put}, with one exception: what is stored already is written too. So neither its result nor {@link
     * Schedule#updatedAt()} tells a person whether a value that the person was not shown is the stored one.
     *
     * @param schedule the schedule; its caller stays the one that put it first
     * @param seen its {@link Schedule#updatedAt()}, as it was read
     * @return what was done
     * @throws TaskRejectedException if it cannot be accepted as it is
     * @throws StoreUnavailableException if nothing was changed
     * @throws dev.taskq.OutcomeUnknownException if the outcome is unknown: read the schedule
     */
    EditResult edit(NewSchedule schedule, Instant seen);

    /**
     * Reads a schedule.
     *
     * @param name its name
     * @return the schedule; empty if there is none
     * @throws StoreUnavailableException if the store does not answer
     */
    Optional<Schedule> find(String name);

    /**
     * Reads a page of schedules, by name.
     *
     * @param after the {@link SchedulePage#next()} of the page before; empty for the first page
     * @param limit how many, 1 to {@link #LIST_LIMIT}
     * @return the page; its schedules have no params
     * @throws StoreUnavailableException if the store does not answer
     */
    SchedulePage list(Optional<String> after, int limit);

    /**
     * Reads the schedules that fire next, by their next fire time. Those that are paused, or that never fire again, are not among them.
     *
     * @param from only schedules that fire then or later
     * @param most how many, 1 to {@link #LIST_LIMIT}
     * @return the schedules, the first to fire first, without params. Of those that fire at the same time as the last of them, some may
     *     be missing
     * @throws StoreUnavailableException if the store does not answer
     */
    List<Schedule> next(Instant from, int most);

    /**
     * Reads the newest tasks of schedules, those that were run by hand included, by one call of the store. Tasks that are not kept any
     * more are not among them. In {@linkplain #ofCaller the schedules of a caller} these are only tasks of that caller, of the newest
     * ones of all.
     *
     * @param names the names of at most {@link #LIST_LIMIT} schedules
     * @param most the most tasks of each, 1 to {@link #MOST_NEWEST}
     * @return the tasks by the name of their schedule, newest first; no entry for a schedule without tasks
     * @throws StoreUnavailableException if the store does not answer
     */
    Map<String, List<FiredTask>> newestTasks(Collection<String> names, int most);

    /**
     * Pauses a schedule: it does not fire. Tasks that it fired go on.
     *
     * @param name its name
     * @return the schedule; empty if there is none
     * @throws StoreUnavailableException if nothing was changed
     * @throws dev.taskq.OutcomeUnknownException if the outcome is unknown: repeat
     */
    Optional<Schedule> pause(String name);

    /**
     * Resumes a schedule. It fires next at its first fire time from now on: what passed while it was paused is not caught up with.
     *
     * @param name its name
     * @return the schedule; empty if there is none
     * @throws StoreUnavailableException if nothing was changed
     * @throws dev.taskq.OutcomeUnknownException if the outcome is unknown: repeat
     */
    Optional<Schedule> resume(String name);

    /**
     * {@link #run(String, Optional, Origin)} for an embedding application, without an idempotency key.
     *
     * @param name its name
     * @return what was done
     */
    default RunResult runNow(String name) {
        return run(name, Optional.empty(), Origin.UNKNOWN);
    }

    /**
     * Queues one task of a schedule at once, also while it is paused. Its fire times do not change.
     *
     * @param name its name
     * @param key an idempotency key of the caller that runs it
     * @param origin the caller that runs it
     * @return what was done
     * @throws dev.taskq.KeyConflictException if the key was used before with another task
     * @throws StoreUnavailableException if nothing was queued
     * @throws dev.taskq.OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    RunResult run(String name, Optional<String> key, Origin origin);

    /**
     * Deletes a schedule. The tasks that it fired stay.
     *
     * @param name its name
     * @return whether there was one
     * @throws StoreUnavailableException if nothing was changed
     * @throws dev.taskq.OutcomeUnknownException if the outcome is unknown: repeat
     */
    boolean delete(String name);
}
