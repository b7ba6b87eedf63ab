package dev.taskq.engine;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Platform.Worker;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Group commit: calls that arrive while a batch is in flight ride in the next one. While calls keep coming, the first call of a
 * batch waits a moment for more ({@link Linger}). There is no such wait when idle, nor once as many calls wait as there are at
 * most: where each caller waits for its answer, no further one can come. A further batch beside those in flight begins only where
 * it is worth it: once many items wait, or the batch before takes long. So under a middling load there are few batches, each of
 * several calls.
 *
 * <p>The unit is the caller's call: it is written whole, or not at all. Calls that share a batch share no fate: a batch
 * that the store refuses is split until only the guilty fail. Nothing is repeated whose outcome is unknown. Where the store is
 * away, what waits fails with the batch. The queue is bounded in items, in bytes and in time. Thread-safe.
 *
 * @param <T> what is written
 * @param <R> what is answered for each
 */
public final class GroupCommit<T, R> {
    private static final Duration IDLE = Duration.ofHours(1);

    /** So many waits in a row brought no second call: the calls come one after the other. */
    private static final int IN_VAIN = 4;

    /** What waits longer than a usual batch takes is not left waiting for one that may be held up. */
    private static final Duration LONG = Duration.ofMillis(10);

    private final Platform platform;
    private final String name;
    private final Limits limits;
    private final BatchWriter<T, R> batches;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final CallQueue<T, R> waiting;

    @GuardedBy("lock")
    private final Linger linger;

    /** Of the calls that wait or are in flight. */
    @GuardedBy("lock")
    private final RecentPeak peak = new RecentPeak();

    /** Until the first waiting call has waited for more. */
    private final Timer untilLingered;

    /** Waits for more, one after the other, after which a batch had one call. Zero from a batch with more calls on. */
    @GuardedBy("lock")
    private int lingeredInVain;

    /** Whether the first waiting call waits for more, or has. */
    @GuardedBy("lock")
    private boolean lingers;

    private final IdleWorkers idle = new IdleWorkers();
    private final List<Worker> flushers = new ArrayList<>();

    @GuardedBy("lock")
    private int inFlight;

    @GuardedBy("lock")
    private int callsInFlight;

    /** Until a batch beside the last one is worth it. */
    private final Timer untilLong;

    /** How many idle flushers watch over the batch in flight, or over the first call while it waits for more. */
    @GuardedBy("lock")
    private int watching;

    @GuardedBy("lock")
    private boolean closed;

    /** A group commit that is not started. */
    public GroupCommit(Platform platform, String name, Limits limits, Writer<T, R> writer) {
        this.platform = platform;
        this.name = name;
        this.limits = limits;
        this.waiting = new CallQueue<>(limits);
        this.batches = new BatchWriter<>(writer);
        this.linger = new Linger(platform, limits.linger());
        this.untilLingered = platform.timer(Duration.ZERO);
        this.untilLong = platform.timer(LONG);
    }

    /**
     * The bounds of a group commit. A call that is larger than a batch may be goes alone.
     *
     * @param flushers how many batches are in flight at once
     * @param items the most items of a batch
     * @param bytes the most bytes of a batch
     * @param queue how much may wait
     * @param linger how long the first call of a batch waits for more, and how many waiting items are worth a batch at once, also
     *     beside the one in flight
     */
    public record Limits(int flushers, int items, long bytes, Queue queue, Linger.Bounds linger) {
        /** Limits of batches that are waited for, with a usual queue. */
        public Limits(int flushers, int items, long bytes) {
            this(flushers, items, bytes, Queue.DEFAULTS, Linger.Bounds.BRIEF);
        }
    }

    /**
     * How much may wait for a batch. A call alone may always wait.
     *
     * @param items the most items
     * @param bytes the most bytes
     * @param longest how long a caller waits for its call's batch to begin; then the call is withdrawn, surely not written
     */
    public record Queue(int items, long bytes, Duration longest) {
        /** 10,000 items, 64 MiB, 5 s. */
        public static final Queue DEFAULTS = new Queue(10_000, 1 << 26, Duration.ofSeconds(5));

        /** For a caller that keeps no more than it may itself, and posts what it keeps. */
        public static final Queue BOUNDED_BY_THE_CALLER =
                new Queue(Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
    }

    /** Writes batches. */
    @FunctionalInterface
    public interface Writer<T, R> {
        /**
         * Writes all of them, or none.
         *
         * @param items one or more
         */
        List<R> write(List<T> items);
    }

    /** Told, on a flusher's thread, what became of a call. */
    public interface Completion<R> {
        /** It was written. */
        void done(List<R> results);

        /** It was not, or that is unknown. */
        void failed(RuntimeException failure);
    }

    /** Starts the flushers. Once. */
    public void start() {
        for (int i = 1; i <= limits.flushers(); i++) {
            flushers.add(platform.spawn(name + "-" + i, ThreadKind.PLATFORM, this::flushUntilClosed));
        }
    }

    /**
     * Writes a call, and waits for it. The call is withdrawn if, before its batch begins, the longest wait or the caller's time is
     * over, the caller leaves, or its thread is interrupted: then it is not written. After that the outcome is unknown to a caller
     * whose time ends or whose thread is interrupted.
     *
     * @param items one or more
     * @param deadline of the caller; from now on its action is ours
     * @throws StoreUnavailableException if it was surely not written, also where too much waits
     * @throws OutcomeUnknownException if the outcome is unknown
     */
    public List<R> call(List<T> items, long bytes, CallDeadline deadline, Timer left) {
        Reply<R> reply = new Reply<>(platform);
        Call<T, R> call = new Call<>(items, bytes, reply);
        add(call);
        deadline.whenLeft(() -> withdrawOfOneThatLeft(call));
        try {
            Duration longest = limits.queue().longest();
            Timer untilBegun = left.remaining().compareTo(longest) < 0 ? left : platform.timer(longest);
            Optional<List<R>> answer = reply.await(untilBegun);
            if (answer.isEmpty() && withdraw(call)) {
                throw surelyNot("the call waited too long to be written");
            }
            if (answer.isEmpty()) {
                // Its batch is in flight: the store's own time-outs end that.
                answer = reply.await(left);
            }
            return answer.orElseThrow(() -> new OutcomeUnknownException(List.of(), null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (withdraw(call)) {
                throw new StoreUnavailableException(e);
            }
            throw new OutcomeUnknownException(List.of(), e);
        }
    }

    /**
     * Writes a call, and tells when it is done.
     *
     * @param items one or more
     * @param completion told what became of it; it must not wait, and what it throws is only logged
     * @throws StoreUnavailableException if too much waits, or it is closed; then the completion is not told
     */
    public void post(List<T> items, long bytes, Completion<R> completion) {
        add(new Call<>(items, bytes, completion));
    }

    /** Ends the wait for more: what waits is written as soon as no batch is in flight. */
    public void hurry() {
        synchronized (lock) {
            lingers = false;
            untilLingered.expire();
            if (!isWorthIt()) {
                return;
            }
        }
        idle.wakeOneUnlessComing();
    }

    /** Takes no more calls, writes those that wait, and ends the flushers. */
    public boolean close(Timer longest) throws InterruptedException {
        synchronized (lock) {
            closed = true;
        }
        idle.wakeAll();
        boolean all = true;
        for (Worker flusher : flushers) {
            all &= flusher.join(longest.remaining());
        }
        return all;
    }

    private void add(Call<T, R> call) {
        boolean wake;
        synchronized (lock) {
            if (closed) {
                throw new StoreUnavailableException(null);
            }
            boolean isFirst = waiting.isEmpty();
            if (!waiting.add(call)) {
                throw surelyNot("too many calls wait to be written");
            }
            linger.came(1);
            peak.add(waiting.calls() + callsInFlight);
            if (isFirst) {
                Duration wait = lingeredInVain < IN_VAIN ? linger.length() : Duration.ZERO;
                lingers = !wait.isZero();
                untilLingered.reset(wait);
            }
            if (waiting.calls() >= peak.max()) {
                lingers = false;
                untilLingered.expire();
            }
            // With nothing in flight, a flusher that watches may have begun a longer wait than this call's.
            wake = isWorthIt() || watching == 0 || (isFirst && inFlight == 0);
        }
        if (wake) {
            idle.wakeOneUnlessComing();
        }
    }

    private boolean withdraw(Call<T, R> call) {
        synchronized (lock) {
            return waiting.remove(call);
        }
    }

    private void withdrawOfOneThatLeft(Call<T, R> call) {
        if (withdraw(call)) {
            call.failed(surelyNot("the caller left before the call was written"));
        }
    }

    private static StoreUnavailableException surelyNot(String why) {
        return new StoreUnavailableException(new IllegalStateException(why));
    }

    private void flushUntilClosed() {
        Signal own = platform.newSignal();
        try {
            while (true) {
                List<Call<T, R>> batch = nextBatch();
                if (!batch.isEmpty()) {
                    Stopwatch took = platform.stopwatch();
                    batches.write(batch).ifPresent(this::failWaiting);
                    landed(batch.size(), took.elapsed());
                } else if (isOver()) {
                    return;
                } else {
                    awaitWork(own);
                }
            }
        } catch (InterruptedException e) {
            // Flusher threads are interrupted only at process exit.
            Thread.currentThread().interrupt();
        } finally {
            // If it was woken and has not looked, another one must.
            idle.arrived();
            idle.wakeOne();
        }
    }

    private boolean hasWork() {
        synchronized (lock) {
            // If calls wait and no flusher watches, the waiting flusher must watch instead.
            return isWorthIt() || closed || (!waiting.isEmpty() && watching == 0);
        }
    }

    private boolean isOver() {
        synchronized (lock) {
            return closed && waiting.isEmpty();
        }
    }

    /** Whether a batch should begin now. */
    @GuardedBy("lock")
    private boolean isWorthIt() {
        if (waiting.isEmpty()) {
            return false;
        }
        boolean isTurn = inFlight == 0 ? untilLingered.isExpired() : untilLong.isExpired();
        return isTurn || waiting.items() >= limits.linger().enough() || closed;
    }

    private void awaitWork(Signal own) throws InterruptedException {
        Optional<Duration> watch = beginWatch();
        try {
            idle.await(own, this::hasWork, watch.orElse(IDLE));
        } finally {
            watch.ifPresent(ended -> endWatch());
        }
    }

    /** How long to watch until a batch may be worth it, unless woken; empty where there is nothing to watch. */
    private Optional<Duration> beginWatch() {
        synchronized (lock) {
            if (inFlight == 0 && waiting.isEmpty()) {
                return Optional.empty();
            }
            watching++;
            if (inFlight == 0) {
                return Optional.of(untilLingered.remaining());
            }
            // Where nothing waits, the next call begins a wait of its own.
            return Optional.of(waiting.isEmpty() ? LONG : untilLong.remaining());
        }
    }

    private void endWatch() {
        synchronized (lock) {
            watching--;
        }
    }

    private void landed(int calls, Duration took) {
        synchronized (lock) {
            inFlight--;
            callsInFlight -= calls;
            linger.wrote(took);
        }
    }

    private List<Call<T, R>> nextBatch() {
        List<Call<T, R>> batch;
        boolean more;
        idle.arrived();
        synchronized (lock) {
            if (!isWorthIt()) {
                return List.of();
            }
            batch = waiting.takeBatch();
            if (batch.size() > 1) {
                lingeredInVain = 0;
            } else if (lingers) {
                lingeredInVain++;
            }
            inFlight++;
            callsInFlight += batch.size();
            untilLong.reset(LONG);
            more = isWorthIt();
        }
        if (more) {
            idle.wakeOneUnlessComing();
        }
        return batch;
    }

    /** The store is away: what waits would only wait for the same, and be written when its callers have gone. */
    private void failWaiting(RuntimeException failure) {
        List<Call<T, R>> all;
        synchronized (lock) {
            all = waiting.takeAll();
        }
        all.forEach(call -> call.failed(failure));
    }
}
