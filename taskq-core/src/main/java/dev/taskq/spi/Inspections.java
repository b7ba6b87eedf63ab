package dev.taskq.spi;

import dev.taskq.CallDeadline;
import dev.taskq.ScheduledTasks;
import dev.taskq.StoreBusyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is shown to clients and operators: the status that sessions report of themselves, the state of types, and single tasks in
 * detail. No decision of taskq depends on it. {@link StorePort} describes what holds for every method.
 */
public interface Inspections {
    /** The most characters of an error that {@link #failures} reads. */
    int LONGEST_ERROR_READ = 400;

    /**
     * Stores the status of a session, in place of the one before. The status of a session that has ended, is unknown, or belongs
     * to another process is skipped. Clearing a session removes its status.
     *
     * @param status the status
     */
    void report(SessionStatus status);

    /**
     * Reads the living sessions with their last status.
     *
     * @return the sessions, by id
     */
    SessionReadings sessions();

    /**
     * Reads all types.
     *
     * @return the types, by name
     */
    List<TypeReading> types();

    /**
     * Reads some types.
     *
     * @param names any number
     * @return the known ones, by name
     */
    List<TypeReading> types(Collection<String> names);

    /**
     * Counts scheduled rows, one bounded slice for each scan.
     *
     * @param scans each type once
     * @param rows the most rows that each scan reads, 1 or more
     * @return the slice of each scan
     */
    List<ScheduledStep> countScheduled(List<ScheduledScan> scans, int rows);

    /**
     * Reads the scheduled tasks that are due next: a bounded read, in the order of their due times.
     *
     * @param from only tasks that are due then or later
     * @param owner the caller that the tasks must have. Others are read too, and left out
     * @param most the most tasks that are returned, 1 or more
     * @param rows the most rows that are read, {@code most} or more
     * @return the tasks
     */
    ScheduledTasks scheduled(Instant from, Optional<String> owner, int most, int rows);

    /**
     * Counts the scheduled tasks that are due within ranges: a bounded read of each.
     *
     * @param ranges any number
     * @param most the most tasks that are counted in a range, 1 or more
     * @return the number for each range
     */
    List<Integer> countDue(List<DueRange> ranges, int most);

    /**
     * Reads tasks with what only the row knows, for a caller that may leave. If the call is still waiting for its turn when the
     * caller leaves or times out, it is given up.
     *
     * @param ids any number
     * @param caller the caller's deadline
     * @return the tasks that exist, by id, without params and result
     * @throws StoreBusyException if the call was given up
     */
    List<TaskDetail> details(Collection<Long> ids, CallDeadline caller);

    /**
     * Reads one task with what only the row knows.
     *
     * @param id the task
     * @param caller the caller's deadline
     * @return the task, without params and result; empty if there is none
     * @throws StoreBusyException if the call was given up
     */
    default Optional<TaskDetail> detail(long id, CallDeadline caller) {
        return details(List.of(id), caller).stream().findFirst();
    }

    /**
     * Reads what shows that tasks have changed.
     *
     * @param ids any number
     * @return the marks of the tasks that exist
     */
    Map<Long, TaskMark> marks(Collection<Long> ids);

    /**
     * Reads the tasks that failed lately. Tasks that were cancelled after an error are read too, and left out.
     *
     * @param window only tasks that became final within so long before now
     * @param most the most rows that are read, 1 or more
     * @return the failed tasks
     */
    FailedTasks failures(Duration window, int most);
}
