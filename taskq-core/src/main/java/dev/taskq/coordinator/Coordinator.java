package dev.taskq.coordinator;

import dev.taskq.BacklogFullException;
import dev.taskq.CallDeadline;
import dev.taskq.CancelResult;
import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.RetryResult;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import dev.taskq.engine.Duty;
import dev.taskq.engine.DutyLoop;
import dev.taskq.engine.Phase;
import dev.taskq.leader.ClockWatch;
import dev.taskq.leader.DutyName;
import dev.taskq.leader.LeaderConfig;
import dev.taskq.leader.LeaderDuties;
import dev.taskq.leader.Leadership;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Hint;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.TaskQueue;
import dev.taskq.spi.TaskStore;
import dev.taskq.telemetry.TaskFacts;
import dev.taskq.telemetry.TaskLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts tasks, answers for them, and runs the duties that keep them moving. Any number may run at once, in any number
 * of processes; one of them leads.
 *
 * <p>{@link #start()} opens its session and starts its threads; {@link #close()} stops in order: accepts no more, writes
 * what is under way, sends its hints, gives leadership up, ends its session. The store and the queue stay open: who made
 * them closes them. Thread-safe.
 *
 * <p>A task is accepted when {@link #submit} returns: then it is durable, and reaches a final status whatever crashes.
 */
public final class Coordinator implements AutoCloseable {
    /** How many rows a page of a list looks at, at most. */
    public static final int LIST_SCAN = 10_000;

    /** The most tasks on a page of a list. */
    public static final int LIST_LIMIT = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final TaskLog CANCELLED = TaskLog.routine("cancelled");
    private static final TaskLog RETRIED = TaskLog.routine("retried");

    private final Platform platform;
    private final TaskStore store;
    private final CoordinatorConfig config;
    private final CoordinatorMetrics metrics;
    private final Phase phase;
    private final Leadership leadership;
    private final Sender sender;
    private final Watcher watcher;
    private final KnownTypes types;
    private final Submitter submitter;
    private final CoordinatorHeartbeat heartbeat;
    private final WriteProbe writeProbe;
    private final DutyLoop sending;
    private final DutyLoop watching;
    private final DutyLoop heartbeatWorking;
    private final Map<DutyName, DutyLoop> leading = new EnumMap<>(DutyName.class);
    private volatile boolean healthy = true;

    private Coordinator(
            Platform platform, TaskStore store, TaskQueue queue, CoordinatorConfig config, MeterRegistry meters) {
        this.platform = platform;
        this.metrics = new CoordinatorMetrics(meters);
        this.phase = new Phase(platform);
        this.store = store;
        this.config = config;
        this.leadership = new Leadership(platform, config.candidate());
        this.sender = new Sender(platform, queue, this::wakeSender, metrics);
        this.watcher = new Watcher(platform, store.submissions(), config.mostWaiting(), this::wakeWatcher);
        Backlog backlog = new Backlog(platform, config.backlogLimit());
        this.types = new KnownTypes(platform, store.types(), config.typesPerCaller());
        this.submitter = new Submitter(
                platform,
                store.submissions(),
                new SubmitCheck(platform, config.mostParamsBytes()),
                types,
                backlog,
                sender,
                metrics,
                config.name());
        ClockWatch clockWatch = new ClockWatch(platform);
        this.heartbeat = new CoordinatorHeartbeat(
                platform,
                store,
                new NewSession(Kind.COORDINATOR, config.name(), config.host(), List.of()),
                leadership,
                backlog,
                sender,
                clockWatch);
        this.writeProbe = new WriteProbe(platform, store);
        this.sending = loop("sender", sender);
        this.watching = loop("watcher", watcher);
        this.heartbeatWorking = loop("heartbeat", heartbeat);
        LeaderDuties duties = new LeaderDuties(
                platform,
                store,
                queue,
                leadership,
                clockWatch,
                sender::offer,
                this::wakeReclaim,
                new LeaderConfig(config.backlogLimit(), config.retention(), config.failedRetention()),
                metrics.leader());
        Arrays.stream(DutyName.values()).forEach(name -> leading.put(name, loop(name.label(), duties.duty(name))));
        leading.values().forEach(leadership::watch);
        metrics.watch(leadership, heartbeat, sender);
    }

    /**
     * A coordinator with default settings, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @return the coordinator
     */
    public static Coordinator of(TaskStore store, TaskQueue queue) {
        return of(store, queue, CoordinatorConfig.DEFAULTS);
    }

    /**
     * A coordinator, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param config its settings
     * @return the coordinator
     */
    public static Coordinator of(TaskStore store, TaskQueue queue, CoordinatorConfig config) {
        return of(store, queue, config, new CompositeMeterRegistry());
    }

    /**
     * A coordinator that tells of itself by metrics, not started. An agent may have the same registry: what both tell has the
     * label {@code role}. Two coordinators may not, for their gauges have the same names and labels: give each its
     * own, with a common tag.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param config its settings
     * @param meters where its metrics go
     * @return the coordinator
     */
    public static Coordinator of(TaskStore store, TaskQueue queue, CoordinatorConfig config, MeterRegistry meters) {
        return of(store, queue, config, meters, Platform.system());
    }

    /**
     * A coordinator on a platform of the caller's, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param config its settings
     * @param meters where its metrics go
     * @param platform where it gets threads, waiting, time and chance
     * @return the coordinator
     */
    public static Coordinator of(
            TaskStore store, TaskQueue queue, CoordinatorConfig config, MeterRegistry meters, Platform platform) {
        return new Coordinator(platform, store, queue, config, meters);
    }

    /**
     * Opens its session and starts its threads.
     *
     * @return this
     * @throws StoreUnavailableException if the store does not answer; then it is closed, and a new one is needed
     * @throws IllegalStateException if it was started or closed before
     */
    public Coordinator start() {
        phase.start();
        try {
            heartbeat.open();
        } catch (RuntimeException e) {
            metrics.close();
            phase.stopped();
            throw e;
        }
        submitter.start();
        sending.start();
        watching.start();
        heartbeatWorking.start();
        leading.values().forEach(DutyLoop::start);
        return this;
    }

    /**
     * Stores a task durably. Repeated with the same idempotency key by the same caller, it gives the same task.
     *
     * @param task the task
     * @return its id and first status
     * @throws TaskRejectedException if the task cannot be accepted as it is
     * @throws KeyConflictException if its key was used before with another task
     * @throws BacklogFullException if too many tasks of its type wait
     * @throws StoreUnavailableException if it was surely not stored: repeat freely
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    public Submitted submit(NewTask task) {
        return submit(task, CallDeadline.unbounded());
    }

    /**
     * Stores a task durably. Repeated with the same idempotency key by the same caller, it gives the same task.
     *
     * @param task the task
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return its id and first status
     * @throws TaskRejectedException if the task cannot be accepted as it is
     * @throws KeyConflictException if its key was used before with another task
     * @throws BacklogFullException if too many tasks of its type wait
     * @throws StoreUnavailableException if it was surely not stored: repeat freely; so also where the caller left, or its time
     *     was over, before
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    public Submitted submit(NewTask task, CallDeadline deadline) {
        requireRunning();
        return submitter.submit(task, heartbeat.storeTime(), deadline);
    }

    /**
     * Stores tasks durably, all or none, in one transaction.
     *
     * @param tasks one or more
     * @return their ids and first statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted; its pointers begin with {@code /tasks/<place>}
     * @throws KeyConflictException if a key was used before with another task
     * @throws BacklogFullException if too many tasks of a type wait
     * @throws StoreUnavailableException if they were surely not stored: repeat freely
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same keys
     */
    public List<Submitted> submitAll(List<NewTask> tasks) {
        return submitAll(tasks, CallDeadline.unbounded());
    }

    /**
     * Stores tasks durably, all or none, in one transaction.
     *
     * @param tasks one or more
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return their ids and first statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted; its pointers begin with {@code /tasks/<place>}
     * @throws KeyConflictException if a key was used before with another task
     * @throws BacklogFullException if too many tasks of a type wait
     * @throws StoreUnavailableException if they were surely not stored: repeat freely; so also where the caller left, or its time
     *     was over, before
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same keys
     */
    public List<Submitted> submitAll(List<NewTask> tasks, CallDeadline deadline) {
        requireRunning();
        return submitter.submitAll(tasks, heartbeat.storeTime(), deadline);
    }

    /**
     * Stores tasks durably, all or none, in one transaction, as one batch under one idempotency key. Repeated with the same
     * key and the same tasks in the same order by the same caller, it gives the same tasks. The key of a batch is never that of
     * a single task. A task of the batch that was deleted after its retention is stored anew.
     *
     * @param tasks one or more, of one caller, without keys of their own
     * @param key 1 to 255 printable ASCII characters
     * @return their ids and first statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted, or has a key of its own; its pointers begin with
     *     {@code /tasks/<place>}
     * @throws KeyConflictException if the key was used before with another list of tasks
     * @throws BacklogFullException if too many tasks of a type wait
     * @throws StoreUnavailableException if they were surely not stored: repeat freely
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    public List<Submitted> submitAll(List<NewTask> tasks, String key) {
        return submitAll(tasks, key, CallDeadline.unbounded());
    }

    /**
     * Stores tasks durably, all or none, in one transaction, as one batch under one idempotency key. Repeated with the same
     * key and the same tasks in the same order by the same caller, it gives the same tasks. The key of a batch is never that of
     * a single task. A task of the batch that was deleted after its retention is stored anew.
     *
     * @param tasks one or more, of one caller, without keys of their own
     * @param key 1 to 255 printable ASCII characters
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return their ids and first statuses, in their order
     * @throws TaskRejectedException if one cannot be accepted, or has a key of its own; its pointers begin with
     *     {@code /tasks/<place>}
     * @throws KeyConflictException if the key was used before with another list of tasks
     * @throws BacklogFullException if too many tasks of a type wait
     * @throws StoreUnavailableException if they were surely not stored: repeat freely; so also where the caller left, or its time
     *     was over, before
     * @throws OutcomeUnknownException if the outcome is unknown: repeat under the same key
     */
    public List<Submitted> submitAll(List<NewTask> tasks, String key, CallDeadline deadline) {
        requireRunning();
        return submitter.submitBatch(tasks, key, heartbeat.storeTime(), deadline);
    }

    /**
     * Reads a task.
     *
     * @param id its id
     * @return the task, whole; empty if there is none
     * @throws StoreUnavailableException if the store does not answer
     */
    public Optional<Task> find(long id) {
        return find(id, CallDeadline.unbounded());
    }

    /**
     * Reads a task.
     *
     * @param id its id
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return the task, whole; empty if there is none
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    public Optional<Task> find(long id, CallDeadline deadline) {
        return store.submissions().find(List.of(id), deadline).stream().findFirst();
    }

    /**
     * Reads a page of tasks, newest first. Bounded in rows looked at ({@link #LIST_SCAN}): a page may be short, or empty,
     * and have a next one.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many, 1 to {@link #LIST_LIMIT}
     * @return the page; its tasks have no params, result and attempts
     * @throws StoreUnavailableException if the store does not answer
     */
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit) {
        return list(filter, from, limit, CallDeadline.unbounded());
    }

    /**
     * Reads a page of tasks, newest first. Bounded in rows looked at ({@link #LIST_SCAN}): a page may be short, or empty,
     * and have a next one.
     *
     * @param filter which
     * @param from behind this place; empty for the newest
     * @param limit how many, 1 to {@link #LIST_LIMIT}
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return the page; its tasks have no params, result and attempts
     * @throws StoreUnavailableException if the store does not answer; so also where the caller left, or its time was over, before
     *     the call had its turn
     */
    public TaskPage list(TaskFilter filter, Optional<TaskPage.Cursor> from, int limit, CallDeadline deadline) {
        if (limit < 1 || limit > LIST_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + LIST_LIMIT);
        }
        return store.submissions().list(filter, from, limit, LIST_SCAN, deadline);
    }

    /**
     * Cancels a task that waits, or asks one that runs to stop.
     *
     * @param id its id
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    public CancelResult cancel(long id) {
        return cancel(id, CallDeadline.unbounded());
    }

    /**
     * Cancels a task that waits, or asks one that runs to stop.
     *
     * @param id its id
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed; so also where the caller left, or its time was over, before the
     *     call had its turn
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    public CancelResult cancel(long id, CallDeadline deadline) {
        requireRunning();
        CancelResult result = store.submissions().cancel(List.of(id), deadline).get(0);
        if (result instanceof CancelResult.Cancelled(Task task)) {
            metrics.cancelled(task.type());
            tell(CANCELLED, task, "task cancelled");
        } else if (result instanceof CancelResult.Requested(Task task)) {
            tell(CANCELLED, task, "cancel asked for, the task runs");
        }
        return result;
    }

    private static void tell(TaskLog log, Task task, String message) {
        if (log.isWanted()) {
            log.write(
                    new TaskFacts(
                            task.origin().correlationId(),
                            task.origin().traceparent(),
                            task.id(),
                            task.type(),
                            task.counts().attempt(),
                            OptionalLong.empty()),
                    message);
        }
    }

    /**
     * Queues a failed or cancelled task again.
     *
     * @param id its id
     * @param attempt only if it still stands at this attempt, which makes a repeat safe
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown
     */
    public RetryResult retry(long id, OptionalInt attempt) {
        return retry(id, attempt, CallDeadline.unbounded());
    }

    /**
     * Queues a failed or cancelled task again.
     *
     * @param id its id
     * @param attempt only if it still stands at this attempt, which makes a repeat safe
     * @param deadline how long its caller waits, from now on; not used for another call
     * @return what became of it
     * @throws StoreUnavailableException if nothing was changed; so also where the caller left, or its time was over, before the
     *     call had its turn
     * @throws OutcomeUnknownException if the outcome is unknown
     */
    public RetryResult retry(long id, OptionalInt attempt, CallDeadline deadline) {
        requireRunning();
        RetryResult result = store.submissions()
                .retry(List.of(new RetryRequest(id, attempt)), deadline)
                .get(0);
        if (result instanceof RetryResult.Requeued(Task task)) {
            metrics.retriedByHand(task.type());
            tell(RETRIED, task, "task queued again by hand");
            task.times().queuedAt().ifPresent(stamp -> sender.offer(List.of(new Hint(task.type(), id, stamp))));
        }
        return result;
    }

    /**
     * Stops the dispatch of a type: agents learn it with their next heartbeat and take no more of it. What runs goes on, and
     * submits are accepted.
     *
     * @param type its name; made known where it is not
     * @throws TaskRejectedException if it cannot be the name of a type, or is one too many
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    public void pause(String type) {
        setPaused(type, true);
    }

    /**
     * Starts the dispatch of a type again.
     *
     * @param type its name; made known where it is not
     * @throws TaskRejectedException if it cannot be the name of a type, or is one too many
     * @throws StoreUnavailableException if nothing was changed
     * @throws OutcomeUnknownException if the outcome is unknown: repeat
     */
    public void resume(String type) {
        setPaused(type, false);
    }

    private void setPaused(String type, boolean paused) {
        requireRunning();
        TaskType.checkName(type);
        types.pause(type, paused);
    }

    /**
     * Waits until a task is final.
     *
     * @param id its id
     * @param longest how long to wait, zero or more
     * @return the task as it then stands, final or not; empty if there is none
     * @throws StoreUnavailableException if the store does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<Task> await(long id, Duration longest) throws InterruptedException {
        return await(id, CallDeadline.of(longest));
    }

    /**
     * Waits until a task is final, or the caller has left.
     *
     * @param id its id
     * @param deadline how long the caller waits; not used for another call
     * @return the task as it then stands, final or not; empty if there is none
     * @throws StoreUnavailableException if the store does not answer
     * @throws InterruptedException if the thread was interrupted
     */
    public Optional<Task> await(long id, CallDeadline deadline) throws InterruptedException {
        requireRunning();
        Optional<Task> task = find(id);
        if (task.isEmpty() || task.get().status().isFinal()) {
            return task;
        }
        Optional<Task> ended = watcher.await(id, deadline);
        return ended.isPresent() ? ended : find(id);
    }

    /**
     * Whether it can accept tasks: it runs, its last heartbeat reached the store, and a write went through on the way that submits
     * take. Asks the store by such a write, twice a second at most, and so may take as long as the store does.
     *
     * @return whether it can
     */
    public boolean isReady() {
        return phase.isRunning() && heartbeat.isHeartbeatWorking() && writeProbe.works();
    }

    /**
     * Whether it is sound; one that met an {@link Error} in a duty has stopped and must be replaced.
     *
     * @return whether it is
     */
    public boolean isHealthy() {
        return healthy;
    }

    /**
     * Whether it leads at this moment.
     *
     * @return whether it does
     */
    public boolean leads() {
        return leadership.leads();
    }

    /**
     * Stops, in order, within its grace time. Any number of calls, each of which returns when it has stopped; the thread's
     * interruption cuts the waiting short.
     */
    @Override
    public void close() {
        if (phase.stop()) {
            stop();
        } else {
            phase.awaitStopped();
            metrics.close();
        }
    }

    private void stop() {
        try {
            stopInOrder();
        } finally {
            metrics.close();
            phase.stopped();
        }
    }

    private void stopInOrder() {
        Timer left = platform.timer(config.grace());
        try {
            submitter.close(left);
            end(leading.values(), left);
            end(List.of(sending, watching), left);
            while (!sender.isEmpty() && !left.isExpired()) {
                sender.round();
            }
            end(List.of(heartbeatWorking), left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        heartbeat.close();
    }

    private static void end(Collection<DutyLoop> loops, Timer left) throws InterruptedException {
        loops.forEach(DutyLoop::requestStop);
        for (DutyLoop loop : loops) {
            loop.join(left);
        }
    }

    private void requireRunning() {
        if (!phase.isRunning()) {
            throw phase.isStarted()
                    ? NotRunningException.closed("coordinator")
                    : NotRunningException.notStarted("coordinator");
        }
    }

    private void wakeSender() {
        sending.wake();
    }

    private void wakeReclaim() {
        Objects.requireNonNull(leading.get(DutyName.RECLAIM)).wake();
    }

    private void wakeWatcher() {
        watching.wake();
    }

    private DutyLoop loop(String duty, Duty body) {
        return new DutyLoop(platform, config.name() + "-" + duty, body, this::onError, metrics.duty(duty));
    }

    private void onError(Error error) {
        LOG.error("a duty met an error, the coordinator stops", error);
        healthy = false;
        if (phase.stop()) {
            platform.spawn(config.name() + "-stop", ThreadKind.PLATFORM, this::stop);
        }
    }
}
