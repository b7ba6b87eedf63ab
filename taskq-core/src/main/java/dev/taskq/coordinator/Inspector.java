package dev.taskq.coordinator;

import dev.taskq.AgentOverview;
import dev.taskq.CallDeadline;
import dev.taskq.DueHours;
import dev.taskq.ErrorReport;
import dev.taskq.EventStream;
import dev.taskq.Explanation;
import dev.taskq.HistoryQuery;
import dev.taskq.NotRunningException;
import dev.taskq.ScheduledTasks;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskHistory;
import dev.taskq.TaskStream;
import dev.taskq.TooManyListenersException;
import dev.taskq.TypeOverview;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a coordinator shows to clients and operators. Its cost does not depend on how many tasks wait: counts are those that the
 * leader keeps, and what coordinators and agents report of themselves; readings are at most a second old, and are shared by all
 * callers. Thread-safe.
 */
public interface Inspector {
    /** The most streams of a coordinator at a time, of events and of tasks together. */
    int MOST_LISTENERS = 5_000;

    /** The most tasks that {@link #scheduled} reads. */
    int MOST_SCHEDULED = 1_000;

    /**
     * Reads all types.
     *
     * @return the types, by name
     * @throws StoreUnavailableException if the store does not answer
     */
    List<TypeOverview> types();

    /**
     * Reads one type. Whether it is paused is read anew by each call.
     *
     * @param name its name
     * @return the type; empty if it is not known
     * @throws StoreUnavailableException if the store does not answer
     */
    Optional<TypeOverview> type(String name);

    /**
     * Reads the living agents.
     *
     * @return the agents, by session
     * @throws StoreUnavailableException if the store does not answer
     */
    List<AgentOverview> agents();

    /**
     * Reads the errors of the tasks that failed lately: of the newest {@link ErrorReport#MOST_READ} at most, and at most 30 s
     * old.
     *
     * @return the errors
     * @throws StoreUnavailableException if the store does not answer
     */
    ErrorReport errors();

    /**
     * Reads the errors of the tasks of one type that failed lately. They are among the newest failures of all types, and of the same
     * reading as {@link #errors()}, so this costs the store nothing more. If all failures of the type are older than those, it has no
     * errors, and the report is not complete.
     *
     * @param type the name of the type
     * @return its errors; none if there is no such type
     * @throws StoreUnavailableException if the store does not answer
     */
    ErrorReport errors(String type);

    /**
     * Reads the scheduled tasks that are due next, the first due first: those with a delay or a time of their own, and those that wait for
     * another attempt. Tasks that schedules have yet to fire are not stored: {@link Schedules#next} has those.
     *
     * @param from only tasks that are due then or later
     * @param caller only tasks of this caller, of the {@link #MOST_SCHEDULED} of all callers that are due next; all if it is empty
     * @param most how many, 1 to {@link #MOST_SCHEDULED}
     * @return the tasks, and how far they reach
     * @throws StoreUnavailableException if the store does not answer
     */
    ScheduledTasks scheduled(Instant from, Optional<String> caller, int most);

    /**
     * Counts the scheduled tasks by the hour in which they are due. The counts are at most 60 s old, and are shared by all callers.
     *
     * @return the counts of the next {@link DueHours#HOURS} hours
     * @throws StoreUnavailableException if the store does not answer
     */
    DueHours dueHours();

    /**
     * Reads what happened to tasks over a time, by minute for the last two days and by hour for the last month. A reading is shared
     * by all callers for ten seconds, or for a tenth of its step up to a minute. An unknown type has no points.
     *
     * @param query the type, the range and the step
     * @return the history
     * @throws StoreUnavailableException if the store does not answer
     */
    TaskHistory history(HistoryQuery query);

    /**
     * What the clock says by which the history is written, roughly and without asking the store. A range that ends now ends there.
     *
     * @return the time
     */
    Instant historyTime();

    /**
     * Reads what happened to tasks of each type within the last 60 minutes, at most 1,000 types. A reading is shared by all callers
     * for 20 seconds.
     *
     * @return the counts of the types to which anything happened
     * @throws StoreUnavailableException if the store does not answer
     */
    Map<String, TaskHistory.Counts> lastHour();

    /**
     * What may be wrong with a task, as a submit of it would say: it waits, no agent serves its type, and none has ever served it. Reads
     * at most one row, and none for a task that runs, has run or is final, or if the answer is known from a moment before.
     *
     * @param task the task
     * @return the warning, as a sentence; empty if nothing is wrong, or while the store does not answer
     */
    Optional<String> warning(Task task);

    /**
     * {@link #explain(long, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param id the task
     * @return the reasons; empty if there is no such task
     */
    default Optional<Explanation> explain(long id) {
        return explain(id, CallDeadline.unbounded());
    }

    /**
     * Explains why a task is where it is.
     *
     * @param id the task
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return the reasons; empty if there is no such task
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    Optional<Explanation> explain(long id, CallDeadline deadline);

    /**
     * {@link #events(long, CallDeadline)} for a caller that waits until it is answered.
     *
     * @param id the task
     * @return its events, oldest first; empty if there is no such task
     */
    default List<TaskEvent> events(long id) {
        return events(id, CallDeadline.unbounded());
    }

    /**
     * Reads the life of a task so far.
     *
     * @param id the task
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return its events, oldest first; empty if there is no such task
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    List<TaskEvent> events(long id, CallDeadline deadline);

    /**
     * Follows a task until it is final. What happens within less than a second may be reported together; an event that is undone
     * within that time, such as a short wait, may be left out.
     *
     * @param id the task
     * @param after only events with a higher id; 0 for all
     * @param deadline how long its caller waits for the first reading, from now on; not used for another call
     * @return the stream, which must be closed; empty if there is no such task
     * @throws TooManyListenersException if {@link #MOST_LISTENERS} streams are open
     * @throws NotRunningException if the coordinator does not run
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    Optional<EventStream> follow(long id, long after, CallDeadline deadline);

    /**
     * Watches a task until it is final. What changes within less than a second may be seen as one change.
     *
     * @param id the task
     * @param deadline how long its caller waits for the first reading, from now on; not used for another call
     * @return the stream, which must be closed; empty if there is no such task
     * @throws TooManyListenersException if {@link #MOST_LISTENERS} streams are open
     * @throws NotRunningException if the coordinator does not run
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    Optional<TaskStream> watch(long id, CallDeadline deadline);
}
