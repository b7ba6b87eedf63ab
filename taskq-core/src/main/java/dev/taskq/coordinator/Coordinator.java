package dev.taskq.coordinator;

import dev.taskq.AgentOverview;
import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.DeleteResult;
import dev.taskq.DrainResult;
import dev.taskq.DueHours;
import dev.taskq.ErrorReport;
import dev.taskq.EventStream;
import dev.taskq.Explanation;
import dev.taskq.HistoryQuery;
import dev.taskq.NewAuditEntry;
import dev.taskq.NewOperation;
import dev.taskq.NewTask;
import dev.taskq.NotRunningException;
import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.RetryResult;
import dev.taskq.ScheduledTasks;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.TaskFilter;
import dev.taskq.TaskHistory;
import dev.taskq.TaskPage;
import dev.taskq.TaskStore;
import dev.taskq.TaskStream;
import dev.taskq.TaskType;
import dev.taskq.TypeOverview;
import dev.taskq.platform.Platform;
import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Operations;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Submissions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Accepts tasks, answers for them, and runs the duties that keep them moving. Any number may run at once, in any number
 * of processes; one of them leads.
 *
 * <p>{@link #start()} opens its session and starts its threads; {@link #close()} stops in order: accepts no more, writes
 * what is under way, sends its hints, gives leadership up, ends its session. The store and the queue stay open: the program that made
 * them closes them. Thread-safe.
 */
public final class Coordinator implements Tasks, Inspector, Audit, AutoCloseable {
    private final Submissions submissions;
    private final Operations operations;
    private final AuditLog auditLog;
    private final CoordinatorParts parts;
    private final ManualChanges changes;
    private final Schedules schedules;

    Coordinator(Platform platform, StorePort store, QueuePort queue, CoordinatorConfig config, MeterRegistry meters) {
        this.submissions = store.submissions();
        this.operations = store.operations();
        this.auditLog = store.auditLog();
        this.parts = new CoordinatorParts(platform, store, queue, config, meters);
        this.changes = new ManualChanges(submissions, parts.metrics, parts.sender);
        this.schedules = new ScheduleBook(parts, store.schedules(), Optional.empty());
    }

    /**
     * Begins to make a coordinator.
     *
     * @param store the tasks; it stays open when the coordinator is closed
     * @return the builder
     */
    public static CoordinatorBuilder builder(TaskStore store) {
        return new CoordinatorBuilder(store);
    }

    /**
     * Opens its session and starts its threads.
     *
     * @return this
     * @throws StoreUnavailableException if the store does not answer; then it is closed, and a new one is needed
     * @throws IllegalStateException if it was started or closed before
     */
    public Coordinator start() {
        parts.life.start();
        return this;
    }

    /**
     * Starts as {@link #start()} does. If the store does not answer, it tries again after a pause, with a line in the log for each
     * try. What an operator must correct fails at once.
     *
     * @param longest for how long it tries again
     * @return this
     * @throws StoreUnavailableException if the store did not answer for that long, or refuses; then it is closed, and a new one is
     *     needed
     * @throws NotRunningException if it is closed meanwhile
     * @throws IllegalStateException if it was started or closed before
     */
    public Coordinator start(Duration longest) {
        parts.life.start(longest);
        return this;
    }

    @Override
    public Submitted submit(NewTask task, CallDeadline deadline) {
        parts.life.requireRunning();
        return parts.submitter.submit(task, deadline);
    }

    @Override
    public List<Submitted> submitAll(List<NewTask> tasks, CallDeadline deadline) {
        parts.life.requireRunning();
        return parts.submitter.submitAll(tasks, deadline);
    }

    @Override
    public List<Submitted> submitAll(List<NewTask> tasks, String key, CallDeadline deadline) {
        parts.life.requireRunning();
        return parts.submitter.submitBatch(tasks, key, deadline);
    }

    /**
     * Queues tasks that were submitted in transactions of the application, after these have committed. It only saves the time, up
     * to about 0.3 s, until the leader finds them. It returns at once, and a task that it does not reach is left to the leader: where
     * the store does not answer, or too many tasks wait. A task whose transaction has not committed, or was rolled back, is passed
     * over.
     *
     * @param ids their ids, any number
     */
    public void promote(Collection<Long> ids) {
        parts.committed.promote(ids);
    }

    @Override
    public Optional<Task> find(long id, CallDeadline deadline) {
        return submissions.find(List.of(id), deadline).stream().findFirst();
    }

    @Override
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, CallDeadline deadline) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + LIST_LIMIT);
        }
        return submissions.list(filter, from, limit, LIST_SCAN, deadline);
    }

    @Override
    public CancelResult cancel(long id, CallDeadline deadline) {
        parts.life.requireRunning();
        return changes.cancel(id, deadline);
    }

    @Override
    public RetryResult retry(long id, OptionalInt attempt, CallDeadline deadline) {
        parts.life.requireRunning();
        return changes.retry(id, attempt, deadline);
    }

    @Override
    public RetryResult runNow(long id, OptionalInt attempt, CallDeadline deadline) {
        parts.life.requireRunning();
        return changes.runNow(id, attempt, deadline);
    }

    @Override
    public DeleteResult delete(long id, CallDeadline deadline) {
        parts.life.requireRunning();
        return changes.delete(id, deadline);
    }

    @Override
    public Operation startOperation(NewOperation operation) {
        parts.life.requireRunning();
        Operation started = operations.start(operation);
        parts.operationStarted.raise();
        return started;
    }

    @Override
    public Optional<Operation> findOperation(long id) {
        return operations.find(id);
    }

    @Override
    public OperationPage listOperations(OperationFilter filter, OptionalLong before, int limit) {
        return operations.list(filter, before, limit, LIST_SCAN);
    }

    @Override
    public Optional<Operation> cancelOperation(long id) {
        parts.life.requireRunning();
        return operations.cancel(id);
    }

    @Override
    public Optional<DrainResult> drain(long session) {
        parts.life.requireRunning();
        return parts.drains.drain(session);
    }

    @Override
    public AuditEntry writeAudit(NewAuditEntry change) {
        return auditLog.write(change);
    }

    @Override
    public AuditPage audit(AuditFilter filter, OptionalLong before, int limit) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + LIST_LIMIT);
        }
        return auditLog.entries(filter, before, limit, LIST_SCAN);
    }

    /**
     * The schedules of recurring tasks.
     *
     * @return all of them
     */
    public Schedules schedules() {
        return schedules;
    }

    @Override
    public Optional<String> pause(String type, String by) {
        return setPaused(type, true, by);
    }

    @Override
    public Optional<String> resume(String type, String by) {
        return setPaused(type, false, by);
    }

    private Optional<String> setPaused(String type, boolean paused, String by) {
        parts.life.requireRunning();
        TaskType.checkName(type);
        parts.types.pause(type, paused, by);
        parts.overviews.changed();
        return Optional.ofNullable(parts.announcements.warnings(List.of(type)).get(type));
    }

    @Override
    public List<TypeOverview> types() {
        return parts.overviews.types();
    }

    @Override
    public Optional<TypeOverview> type(String name) {
        return parts.overviews.type(name);
    }

    @Override
    public List<AgentOverview> agents() {
        return parts.overviews.agents();
    }

    @Override
    public ErrorReport errors() {
        return parts.overviews.errors();
    }

    @Override
    public ErrorReport errors(String type) {
        return parts.overviews.errors(type);
    }

    @Override
    public ScheduledTasks scheduled(Instant from, Optional<String> caller, int most) {
        return parts.dueTasks.next(from, caller, most);
    }

    @Override
    public DueHours dueHours() {
        return parts.dueTasks.hours();
    }

    @Override
    public TaskHistory history(HistoryQuery query) {
        return parts.history.read(query);
    }

    @Override
    public Instant historyTime() {
        return parts.history.now();
    }

    @Override
    public Map<String, TaskHistory.Counts> lastHour() {
        return parts.history.lastHour();
    }

    @Override
    public Optional<String> warning(Task task) {
        return parts.announcements.warning(task);
    }

    @Override
    public Optional<Explanation> explain(long id, CallDeadline deadline) {
        return parts.explainer.explain(id, deadline);
    }

    @Override
    public List<TaskEvent> events(long id, CallDeadline deadline) {
        return parts.explainer.events(id, deadline);
    }

    @Override
    public Optional<EventStream> follow(long id, long after, CallDeadline deadline) {
        parts.life.requireRunning();
        return parts.followers.follow(id, after, deadline);
    }

    @Override
    public Optional<TaskStream> watch(long id, CallDeadline deadline) {
        parts.life.requireRunning();
        return parts.followers.watch(id, deadline);
    }

    @Override
    public Optional<Task> await(long id, CallDeadline deadline) throws InterruptedException {
        parts.life.requireRunning();
        Optional<Task> task = find(id);
        if (task.isEmpty() || task.get().status().isFinal()) {
            return task;
        }
        Optional<Task> ended = awaitEnd(id, deadline);
        return ended.isPresent() ? ended : find(id);
    }

    /**
     * Waits until a task is final, and reads it only then. For a caller that has read it before.
     *
     * @param id its id
     * @param deadline how long the caller waits; not used for another call
     * @return the task, final; empty if the time is over, the caller has left, too many callers wait, or there is no such
     *     task
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<Task> awaitEnd(long id, CallDeadline deadline) throws InterruptedException {
        parts.life.requireRunning();
        return parts.watcher.await(id, deadline);
    }

    /**
     * Whether it can accept tasks: it runs, its last heartbeat reached the store, and a write went through on the way that submits
     * take. Asks the store by such a write, twice a second at most, and so may take as long as the store does.
     *
     * @return whether it can
     */
    public boolean isReady() {
        return parts.life.isRunning() && parts.heartbeat.isHeartbeatWorking() && parts.writeProbe.works();
    }

    /**
     * Whether it is sound; one that met an {@link Error} in a duty has stopped and must be replaced.
     *
     * @return whether it is
     */
    public boolean isHealthy() {
        return parts.life.isHealthy();
    }

    /**
     * How it does. Asks neither the store nor the queue.
     *
     * @return what it knows
     */
    public CoordinatorHealth health() {
        return parts.health();
    }

    /**
     * Whether it leads at this moment.
     *
     * @return whether it does
     */
    public boolean leads() {
        return parts.leadership.leads();
    }

    /**
     * Stops, in order, within its grace time. Any number of calls, each of which returns when it has stopped; the thread's
     * interruption cuts the waiting short.
     */
    @Override
    public void close() {
        parts.life.close();
    }
}
