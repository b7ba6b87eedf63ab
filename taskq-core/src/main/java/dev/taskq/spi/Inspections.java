package dev.taskq.spi;

import dev.taskq.CallDeadline;
import dev.taskq.StoreBusyException;
import java.time.Duration;
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
