package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskLostException;
import dev.taskq.TaskqException;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.engine.GroupCommit;
import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.CheckpointResult;
import dev.taskq.spi.HandlerValues;
import dev.taskq.spi.HandlerValues.CheckpointText;
import dev.taskq.spi.SavedCheckpoint;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Stores the checkpoints of handlers, which wait for it. The statements run on a thread of their own, which the first checkpoint
 * starts, so an interruption of a handler never ends a statement halfway. A write that failed, or has an unknown outcome, is repeated
 * for a while: a repeat under the same number changes nothing. Thread-safe.
 */
final class Checkpoints {
    /** How long a handler waits for a store that is away. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final TaskLog LOST = TaskLog.worrying("lost");
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(20), 2, Duration.ofMillis(1_280), 0);

    private final Platform platform;
    private final GroupCommit<Checkpoint, CheckpointResult> commit;
    private final HeldBytes bytes;

    @GuardedBy("this")
    private boolean started;

    @GuardedBy("this")
    private boolean closed;

    /**
     * No checkpoint yet.
     *
     * @param commit writes checkpoints; not started
     */
    Checkpoints(Platform platform, GroupCommit<Checkpoint, CheckpointResult> commit, HeldBytes bytes) {
        this.platform = platform;
        this.commit = commit;
        this.bytes = bytes;
    }

    /** What an attempt knows at its begin. */
    NewestCheckpoint newest(Optional<SavedCheckpoint> claimed) {
        return new NewestCheckpoint(claimed, bytes);
    }

    /** Stores a checkpoint, and returns when it is durable. */
    void store(Execution execution, NewestCheckpoint newest, Object value) {
        Checkpoint checkpoint = checkpoint(execution, newest, value);
        CheckpointResult result;
        try (UninterruptedWait wait = new UninterruptedWait(platform)) {
            result = write(checkpoint, wait);
        }
        if (result == CheckpointResult.REFUSED) {
            if (LOST.isWanted()) {
                LOST.write(execution.facts(), "checkpoint refused, the task was taken back while it ran");
            }
            execution.stop(StopReason.LOST);
            throw new TaskLostException(checkpoint.id());
        }
        newest.stored(checkpoint);
    }

    /** Takes no more checkpoints, and writes those that wait. */
    void close(Timer longest) throws InterruptedException {
        boolean wasStarted;
        synchronized (this) {
            closed = true;
            wasStarted = started;
        }
        if (wasStarted) {
            commit.close(longest);
        }
    }

    private static Checkpoint checkpoint(Execution execution, NewestCheckpoint newest, Object value) {
        CheckpointText text = HandlerValues.checkpoint(execution.handler().type(), value);
        return new Checkpoint(execution.taskId(), execution.holder(), text.json(), text.bytes(), newest.nextNumber());
    }

    private CheckpointResult write(Checkpoint checkpoint, UninterruptedWait wait) {
        Timer left = platform.timer(LONGEST);
        boolean unknown = false;
        for (int tries = 1; ; tries++) {
            TaskqException failure;
            try {
                CheckpointResult result = writeOnce(checkpoint, wait, left);
                if (result != CheckpointResult.LOCKED) {
                    return result;
                }
                failure = new StoreBusyException(null);
            } catch (OutcomeUnknownException e) {
                unknown = true;
                failure = e;
            } catch (NotRunningException e) {
                throw unknown ? new OutcomeUnknownException(List.of(checkpoint.id()), e) : e;
            } catch (StoreUnavailableException e) {
                failure = e;
            }
            if (left.isExpired()) {
                throw unknown ? new OutcomeUnknownException(List.of(checkpoint.id()), failure) : failure;
            }
            wait.pass(AGAIN.after(tries, platform));
        }
    }

    private CheckpointResult writeOnce(Checkpoint checkpoint, UninterruptedWait wait, Timer left) {
        start();
        WaitedFor<CheckpointResult> answer = new WaitedFor<>(wait);
        commit.post(List.of(checkpoint), checkpoint.bytes(), answer);
        return answer.await(left);
    }

    private synchronized void start() {
        if (closed) {
            throw NotRunningException.closed("agent");
        }
        if (!started) {
            commit.start();
            started = true;
        }
    }

    /** The answer to one write. Thread-safe. */
    private static final class WaitedFor<R> implements GroupCommit.Completion<R> {
        private final UninterruptedWait wait;
        private volatile Optional<R> result = Optional.empty();
        private volatile Optional<RuntimeException> failure = Optional.empty();

        WaitedFor(UninterruptedWait wait) {
            this.wait = wait;
        }

        @Override
        public void done(List<R> results) {
            result = Optional.of(results.get(0));
            wait.wake();
        }

        @Override
        public void failed(RuntimeException why) {
            failure = Optional.of(why);
            wait.wake();
        }

        R await(Timer longest) {
            wait.until(() -> result.isPresent() || failure.isPresent(), longest);
            failure.ifPresent(why -> {
                throw why;
            });
            return result.orElseThrow(() -> new OutcomeUnknownException(List.of(), null));
        }
    }
}
