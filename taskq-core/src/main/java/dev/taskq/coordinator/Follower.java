package dev.taskq.coordinator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.CallDeadline;
import dev.taskq.StoreUnavailableException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One caller that follows a task. It keeps only what the caller has not taken yet.
 *
 * @param <N> what the caller is told
 * @param <L> what is remembered of what it took last
 */
abstract class Follower<N, L> {
    private final Platform platform;
    private final Signal news;
    private final Consumer<Follower<?, ?>> onClose;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Optional<N> kept = Optional.empty();

    @GuardedBy("lock")
    private Optional<L> taken = Optional.empty();

    @GuardedBy("lock")
    private boolean told;

    @GuardedBy("lock")
    private Optional<RuntimeException> failure = Optional.empty();

    @GuardedBy("lock")
    private boolean complete;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * A follower that was told nothing yet.
     *
     * @param onClose called once
     */
    Follower(Platform platform, Consumer<Follower<?, ?>> onClose) {
        this.platform = platform;
        this.news = platform.newSignal();
        this.onClose = onClose;
    }

    /**
     * What is new for the caller.
     *
     * @param told what it is told now, in place of what it has not taken
     * @param last what it took last
     */
    abstract Optional<N> newIn(N told, Optional<L> last);

    abstract L lastOf(N took);

    /**
     * Tells the caller what there is now.
     *
     * @param isLast whether nothing follows
     */
    void tell(N now, boolean isLast) {
        synchronized (lock) {
            told = true;
            kept = newIn(now, taken);
            complete |= isLast;
        }
        news.raise();
    }

    /** It cannot be told because reading failed. It matters only to one that was told nothing yet. */
    void fail(RuntimeException e) {
        synchronized (lock) {
            failure = Optional.of(e);
        }
        news.raise();
    }

    /**
     * Waits until it was told first.
     *
     * @return false if there is no such task
     * @throws StoreUnavailableException if the store does not answer, or its caller does not wait any more
     */
    boolean begins(CallDeadline deadline) {
        Timer left = platform.timer(deadline.longest());
        deadline.whenLeft(news::raise);
        try {
            news.await(() -> isDecided() || deadline.hasLeft(), left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (lock) {
            if (told || closed) {
                return true;
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            if (!complete) {
                throw new StoreUnavailableException(new IllegalStateException("the caller does not wait any more"));
            }
            return false;
        }
    }

    private boolean isDecided() {
        synchronized (lock) {
            return told || closed || complete || failure.isPresent();
        }
    }

    /** There is no such task any more. */
    void complete() {
        synchronized (lock) {
            complete = true;
        }
        news.raise();
    }

    Optional<N> take(CallDeadline deadline) throws InterruptedException {
        Timer left = platform.timer(deadline.longest());
        deadline.whenLeft(news::raise);
        news.await(() -> hasNews() || deadline.hasLeft(), left);
        synchronized (lock) {
            Optional<N> next = closed ? Optional.empty() : kept;
            kept = Optional.empty();
            if (next.isPresent()) {
                taken = next.map(this::lastOf);
            }
            return next;
        }
    }

    /** What the caller took last. */
    Optional<L> tookLast() {
        synchronized (lock) {
            return taken;
        }
    }

    private boolean hasNews() {
        synchronized (lock) {
            return closed || complete || kept.isPresent();
        }
    }

    public boolean isOver() {
        synchronized (lock) {
            return closed || (complete && kept.isEmpty());
        }
    }

    public void close() {
        boolean first;
        synchronized (lock) {
            first = !closed;
            closed = true;
        }
        if (first) {
            onClose.accept(this);
            news.raise();
        }
    }
}
