package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.Fire;
import dev.taskq.TaskContext;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Worker;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.telemetry.TaskFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One claimed task, from its claim until its end is recorded. Its end is decided once, by what comes first: the thread
 * that runs it, the time-out, or the agent's stop. Its slot is vacated once. Thread-safe.
 */
final class Execution implements TaskContext {
    private final ClaimedTask task;
    private final Served<?> handler;
    private final HandlerTransactions transactions;
    private final Stopwatch sinceClaim;
    private final Timer deadline;
    private final LatestProgress progress;
    private final Checkpoints checkpoints;
    private final NewestCheckpoint newest;

    @GuardedBy("this")
    private @Nullable Worker thread;

    @GuardedBy("this")
    private Optional<StopReason> stopReason = Optional.empty();

    @GuardedBy("this")
    private boolean decided;

    @GuardedBy("this")
    private boolean vacated;

    @GuardedBy("this")
    private boolean sent;

    @GuardedBy("this")
    private boolean unreported;

    /** How many completions its handler has written, or is writing, in transactions of its own. */
    @GuardedBy("this")
    private int completions;

    Execution(
            Platform platform,
            ClaimedTask task,
            Served<?> handler,
            Checkpoints checkpoints,
            HandlerTransactions transactions) {
        this.task = task;
        this.handler = handler;
        this.transactions = transactions;
        this.sinceClaim = platform.stopwatch();
        this.deadline = platform.timer(task.running().timeout());
        this.progress = new LatestProgress(platform, held());
        this.checkpoints = checkpoints;
        this.newest = checkpoints.newest(task.checkpoint());
    }

    /** Why a handler is interrupted. */
    enum StopReason {
        /** A client asked for the task's end. */
        CANCELLED,
        /** Its time is over. */
        TIMED_OUT,
        /** The task is no longer this agent's. */
        LOST,
        /** The agent stops. */
        STOPPING
    }

    Holder holder() {
        return task.running().holder();
    }

    ClaimedTask task() {
        return task;
    }

    Served<?> handler() {
        return handler;
    }

    Held held() {
        return new Held(task.running().id(), holder().token());
    }

    /**
     * Begins to run on a thread.
     *
     * @return false where its end was decided before
     */
    synchronized boolean begin(Worker runsOn) {
        if (decided || stopReason.isPresent()) {
            return false;
        }
        thread = runsOn;
        return true;
    }

    /**
     * The handler has returned: from now on the thread is not interrupted for this execution.
     *
     * @return false where that was said before
     */
    synchronized boolean leave() {
        boolean first = thread != null;
        thread = null;
        return first;
    }

    /** Asks the handler to stop, the first reason given being the one that counts. */
    synchronized void stop(StopReason reason) {
        if (stopReason.isEmpty()) {
            stopReason = Optional.of(reason);
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Notes that its handler completes it in a transaction of its own, from before the statement is sent. */
    synchronized void beginCompletion() {
        completions++;
    }

    /** Notes that nothing was written by such a completion. */
    synchronized void withdrawCompletion() {
        completions--;
    }

    /**
     * Whether its handler may have completed it in a transaction of its own. Then the row need not be running any more,
     * and only the row tells whether that transaction has committed.
     */
    synchronized boolean mayBeCompleted() {
        return completions > 0;
    }

    synchronized Optional<StopReason> stopReason() {
        return stopReason;
    }

    /** Whether the caller is the one to decide its end. */
    synchronized boolean decide() {
        boolean first = !decided;
        decided = true;
        return first;
    }

    synchronized boolean isDecided() {
        return decided;
    }

    /** Notes that its end was decided, and could not be handed over. */
    synchronized void markUnreported() {
        unreported = true;
    }

    /** Whether the caller is to hand its end over, which failed before. */
    synchronized boolean takeUnreported() {
        boolean was = unreported;
        unreported = false;
        return was;
    }

    /** Whether the caller is the one to give its slot back. */
    synchronized boolean vacate() {
        boolean first = !vacated;
        vacated = true;
        return first;
    }

    /** Whether its handler runs, on a thread that is not written off. */
    synchronized boolean isRunning() {
        return thread != null && !vacated;
    }

    /** Notes that its completion is on its way to the store: no heartbeat speaks of it from now on. */
    synchronized void markSent() {
        sent = true;
    }

    synchronized boolean isHeld() {
        return !sent && !stopReason.equals(Optional.of(StopReason.LOST));
    }

    /** Where the handler stands, innermost first; empty where it does not run. */
    List<StackTraceElement> stack() {
        Worker runsOn;
        synchronized (this) {
            runsOn = thread;
        }
        return runsOn == null ? List.of() : runsOn.stack();
    }

    /** For how long the task has been due. What the store stamped and what passed here since are never compared. */
    Duration sinceDue() {
        return Duration.between(task.running().dueAt(), task.startedAt()).plus(sinceClaim.elapsed());
    }

    /** Its time-out, counted from its claim. */
    Timer deadline() {
        return deadline;
    }

    @Override
    public long taskId() {
        return task.running().id();
    }

    @Override
    public int attempt() {
        return task.running().counts().attempt();
    }

    @Override
    public String correlationId() {
        return task.running().correlationId();
    }

    @Override
    public Optional<Fire> fire() {
        return task.fire();
    }

    @Override
    public Optional<String> traceparent() {
        return task.running().traceparent();
    }

    @Override
    public Duration remaining() {
        return deadline.remaining();
    }

    @Override
    public boolean isCancelled() {
        return stopReason().isPresent();
    }

    @Override
    public void progress(double fraction, String note) {
        progress.set(fraction, note);
    }

    LatestProgress progress() {
        return progress;
    }

    @Override
    public void checkpoint(Object value) {
        if (mayBeCompleted()) {
            // The row is locked by the handler's own transaction, or final.
            throw new IllegalStateException(
                    "the attempt has completed its task in a transaction: make checkpoints before");
        }
        checkpoints.store(this, newest, value);
    }

    @Override
    public <T> Optional<T> lastCheckpoint(Class<T> as) {
        return newest.json().map(json -> {
            try {
                return handler.type().mapping().read(json, as);
            } catch (Exception e) {
                throw new IllegalArgumentException(
                        "the checkpoint of task " + taskId() + " does not fit " + as.getName() + ": " + e.getMessage(),
                        e);
            }
        });
    }

    /** Its checkpoints need no memory any more. */
    void releaseCheckpoint() {
        newest.release();
    }

    @Override
    public void complete(Connection connection, @Nullable Object result) throws SQLException {
        transactions.complete(this, connection, result);
    }

    @Override
    public Map<String, String> loggerContext() {
        return facts().context();
    }

    /** What log lines say of it. */
    TaskFacts facts() {
        return TaskFacts.of(task.running());
    }
}
