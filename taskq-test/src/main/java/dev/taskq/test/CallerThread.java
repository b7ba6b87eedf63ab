package dev.taskq.test;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs the loops of a coordinator and of an agent on the thread that calls, one after another, on a clock that is moved by hand.
 *
 * <p>A loop of core waits at one place, and holds nothing there. So a loop that waits is ended by an interruption of that wait, and
 * its body is run again in the next turn: to the loop this is a wait that is over. An attempt of a task is not a loop. It is kept
 * until it is asked for, and then runs to its end. While it, or a test, waits for an answer, the loops run that give it.
 *
 * <p>The lock guards all fields but the clock: of several threads one runs the loops.
 */
final class CallerThread {
    /** The agent's loop that claims tasks. It runs only when an attempt is asked for, so that a task is queued until then. */
    private static final String CLAIMING = "-poller";

    /** A coordinator whose duties stood still for a leap of the clock does not bid for the lease until they have run once. */
    private static final int TURNS_AFTER_LEAP = 2;

    private static final int MOST_TURNS = 100_000;
    static final Duration LONGEST_USE = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Loop> loops = new ArrayList<>();
    private final Deque<Runnable> attempts = new ArrayDeque<>();
    private final AtomicLong events = new AtomicLong();
    private final Instant start;
    private final Outside outside;
    private final Duration longestUse;
    private @Nullable Loop running;
    private boolean attempting;
    private boolean interrupted;
    private int turnsAfterLeap;
    private volatile Instant now;

    /**
     * Nothing to run yet.
     *
     * @param start what the clock says
     * @param outside runs attempts for a caller that waits for what only they bring about
     * @param longestUse how long a thread waits for another one that runs the loops
     */
    CallerThread(Instant start, Outside outside, Duration longestUse) {
        this.longestUse = longestUse;
        this.start = start;
        this.now = start;
        this.outside = outside;
    }

    /** Where a caller waits that is neither a loop nor an attempt: a test, or what it calls. */
    @FunctionalInterface
    interface Outside {
        /**
         * Runs attempts, and moves the clock, until the condition holds or the time is over.
         *
         * @return whether the condition holds
         */
        boolean await(BooleanSupplier condition, Duration longest);
    }

    /** Ends the body of a loop where it waits. */
    private static final class Parked extends InterruptedException {
        private static final long serialVersionUID = 1L;

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    // The clock

    Instant now() {
        return now;
    }

    void moveTo(Instant time) {
        now = time;
        turnsAfterLeap = 0;
    }

    // Running

    /** The source of threads, waiting and time for a coordinator or an agent. */
    Platform platform(RandomGenerator random) {
        return new View(random);
    }

    /** Takes the loops for the calling thread, until {@link #leave}. */
    void enter() {
        // Also for a thread that is interrupted, which the next wait would refuse.
        if (lock.tryLock()) {
            return;
        }
        try {
            if (!lock.tryLock(longestUse.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("another thread has been running tasks for " + longestUse.toMillis()
                        + " ms. A handler cannot wait for another thread that uses the same tester.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while another thread ran tasks", e);
        }
    }

    void leave() {
        lock.unlock();
    }

    /** Whether the calling thread runs an attempt. */
    boolean isAttempting() {
        return lock.isHeldByCurrentThread() && attempting;
    }

    /** Runs the loops, but not the one that claims, until nothing is left for them to do. */
    void settle() {
        settle(() -> false);
    }

    /** Runs the loops, but not the one that claims, until the condition holds or nothing is left for them to do. */
    private void settle(BooleanSupplier condition) {
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            long before = events.get();
            for (Loop loop : List.copyOf(loops)) {
                if (!loop.isClaiming()) {
                    loop.run();
                    if (condition.getAsBoolean()) {
                        return;
                    }
                }
            }
            turnsAfterLeap++;
            if (events.get() == before && turnsAfterLeap >= TURNS_AFTER_LEAP) {
                return;
            }
        }
        throw new IllegalStateException("the loops of the coordinator and the agent do not come to rest");
    }

    /**
     * Runs one attempt of one task, if any waits. The loops have been run before.
     *
     * @return whether it ran one
     */
    boolean runAttempt() {
        List.copyOf(loops).stream().filter(Loop::isClaiming).forEach(Loop::run);
        Runnable attempt = attempts.poll();
        if (attempt == null) {
            return false;
        }
        attempting = true;
        try {
            attempt.run();
        } finally {
            attempting = false;
        }
        settle();
        return true;
    }

    private boolean waitFor(BooleanSupplier condition, Duration longest) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        enter();
        try {
            settle(condition);
            if (condition.getAsBoolean()) {
                return true;
            }
            if (attempting) {
                throw new IllegalStateException(
                        "a handler waits for what no attempt but another one brings about, and they"
                                + " run one after another here");
            }
            return outside.await(condition, longest);
        } finally {
            leave();
        }
    }

    /** A loop of the coordinator or the agent. */
    private final class Loop implements Platform.Worker {
        private final String name;
        private final Runnable body;
        private boolean parked;
        private boolean inRound;
        private boolean ended;

        Loop(String name, Runnable body) {
            this.name = name;
            this.body = body;
        }

        boolean isClaiming() {
            return name.endsWith(CLAIMING);
        }

        /** Runs it until it waits. The interruption that it sees there is its own, and not that of the thread. */
        void run() {
            if (ended || inRound) {
                return;
            }
            Loop before = running;
            boolean wasInterrupted = Thread.interrupted();
            inRound = true;
            parked = false;
            running = this;
            try {
                body.run();
            } finally {
                running = before;
                inRound = false;
                ended = !parked;
                giveBack(wasInterrupted);
            }
            if (ended) {
                loops.remove(this);
            }
        }

        private void giveBack(boolean wasInterrupted) {
            boolean byItsWait = Thread.interrupted();
            if (wasInterrupted || interrupted || (byItsWait && !parked)) {
                Thread.currentThread().interrupt();
            }
            interrupted = false;
        }

        void park() throws InterruptedException {
            parked = true;
            throw new Parked();
        }

        /** A loop that is asked to stop sees so when it runs again. */
        @Override
        public void interrupt() {}

        @Override
        public boolean join(Duration longest) {
            enter();
            try {
                run();
                return ended;
            } finally {
                leave();
            }
        }

        @Override
        public List<StackTraceElement> stack() {
            return List.of();
        }
    }

    /** The thread that runs an attempt. */
    private final class Caller implements Platform.Worker {
        private final Thread thread = Thread.currentThread();

        /** Kept until the loop that calls this has waited, which clears the thread's own flag. */
        @Override
        public void interrupt() {
            if (thread == Thread.currentThread() && running != null) {
                interrupted = true;
            } else {
                thread.interrupt();
            }
        }

        @Override
        public boolean join(Duration longest) {
            return false;
        }

        @Override
        public List<StackTraceElement> stack() {
            return List.of(thread.getStackTrace());
        }
    }

    private final class CountingSignal implements Platform.Signal {
        private final AtomicLong count = new AtomicLong();

        @Override
        public long count() {
            return count.get();
        }

        @Override
        public void raise() {
            count.incrementAndGet();
            events.incrementAndGet();
        }

        @Override
        public boolean await(long seen, Duration longest) throws InterruptedException {
            if (count.get() != seen) {
                return true;
            }
            Loop loop = lock.isHeldByCurrentThread() ? running : null;
            if (loop != null) {
                loop.park();
            }
            return waitFor(() -> count.get() != seen, longest);
        }
    }

    private final class View implements Platform {
        private final RandomGenerator random;

        View(RandomGenerator random) {
            this.random = random;
        }

        @Override
        public long nanoTime() {
            return Duration.between(start, now).toNanos();
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public Worker spawn(String name, ThreadKind kind, Runnable body) {
            Loop loop = new Loop(name, body);
            enter();
            try {
                switch (kind) {
                    case PLATFORM -> loops.add(loop);
                    case VIRTUAL -> attempts.add(body);
                }
            } finally {
                leave();
            }
            return loop;
        }

        @Override
        public Worker current() {
            return new Caller();
        }

        @Override
        public Signal newSignal() {
            return new CountingSignal();
        }
    }
}
