package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.Outcome;
import dev.taskq.TaskHandler.Threads;
import dev.taskq.engine.IdleWorkers;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Stopwatch;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Runs handlers: on a pool of platform threads, at most as many as there are slots and made as needed, or on virtual
 * threads of their own. Gives each execution's slot back when its handler has returned; a thread whose handler does not
 * come back is written off and replaced. Thread-safe.
 */
final class Runner {
    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);
    private static final TaskLog STARTED = TaskLog.routine("started");
    private static final Duration IDLE = Duration.ofHours(1);

    /** One thread is woken for so many executions, and each wakes the next one if it leaves some: brief ones wake few threads. */
    private static final int PER_WAKE_UP = 4;

    private final Platform platform;
    private final String name;
    private final Slots slots;
    private final Ended ended;
    private final AgentMetrics metrics;
    private final IdleWorkers idle = new IdleWorkers();
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Deque<Execution> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private int threads;

    @GuardedBy("lock")
    private int idleThreads;

    @GuardedBy("lock")
    private int stuck;

    @GuardedBy("lock")
    private int made;

    @GuardedBy("lock")
    private boolean closed;

    /** Told, on the thread that ran it, how a handler ended. */
    interface Ended {
        void returned(Execution execution, Answer answer);

        void threw(Execution execution, Thrown failure);

        void neverBegan(Execution execution);

        /** Something else was thrown than by the handler, while the attempt began or ended. Throws nothing. */
        void broke(Execution execution);
    }

    Runner(Platform platform, String name, Slots slots, Ended ended, AgentMetrics metrics) {
        this.platform = platform;
        this.name = name;
        this.slots = slots;
        this.ended = ended;
        this.metrics = metrics;
    }

    /** Runs them, the first one first. */
    void run(List<Execution> executions) {
        int onPool = 0;
        for (Execution execution : executions) {
            if (execution.handler().threads() == Threads.VIRTUAL) {
                platform.spawn(name + "-task-" + execution.taskId(), ThreadKind.VIRTUAL, () -> execute(execution));
            } else {
                synchronized (lock) {
                    waiting.addLast(execution);
                }
                onPool++;
            }
        }
        for (int i = 0; i < onPool; i += PER_WAKE_UP) {
            wakeOrMakeOne();
        }
    }

    /** Takes back what has not begun, and gives its slots back. */
    List<Execution> withdraw() {
        List<Execution> notBegun;
        synchronized (lock) {
            notBegun = new ArrayList<>(waiting);
            waiting.clear();
        }
        notBegun.forEach(this::vacate);
        return notBegun;
    }

    /** The thread of this execution does not come back: its slot is free, and another thread may be made. */
    void writeOff(Execution execution) {
        if (vacate(execution)) {
            synchronized (lock) {
                stuck++;
                if (execution.handler().threads() == Threads.PLATFORM) {
                    threads--;
                }
            }
            wakeOrMakeOne();
        }
    }

    /** How many threads are written off and have not come back. */
    int stuck() {
        synchronized (lock) {
            return stuck;
        }
    }

    /** Ends the pool once nothing waits. */
    void close() {
        synchronized (lock) {
            closed = true;
        }
        idle.wakeAll();
    }

    private void wakeOrMakeOne() {
        int number;
        synchronized (lock) {
            if (waiting.isEmpty()) {
                return;
            }
            if (idleThreads > 0 || threads >= slots.all()) {
                number = 0;
            } else {
                threads++;
                number = ++made;
            }
        }
        if (number == 0) {
            idle.wakeOne();
        } else {
            makeOne(number);
        }
    }

    private void makeOne(int number) {
        try {
            platform.spawn(name + "-worker-" + number, ThreadKind.PLATFORM, this::work);
        } catch (Throwable e) {
            synchronized (lock) {
                threads--;
            }
            throw e;
        }
    }

    private void work() {
        Signal own = platform.newSignal();
        ThreadTraits traits = ThreadTraits.ofCurrent();
        boolean woken = true;
        while (true) {
            Execution next = take(woken);
            if (next != null) {
                woken = false;
                boolean keepsItsPlace = execute(next);
                traits.putBack();
                if (!keepsItsPlace) {
                    return;
                }
            } else if (isClosed()) {
                return;
            } else {
                awaitWork(own);
                woken = true;
            }
        }
    }

    /**
     * Takes what waits longest. A thread that was woken or made wakes the next one if it leaves some. No other need do so: where
     * something waits and a thread is idle, there is one that was woken and has not taken yet.
     */
    private @Nullable Execution take(boolean woken) {
        Execution next;
        boolean more;
        synchronized (lock) {
            next = waiting.pollFirst();
            more = woken && !waiting.isEmpty();
        }
        if (more) {
            wakeOrMakeNext();
        }
        return next;
    }

    /** Without the next one this thread takes what waits, after what it has taken already. */
    private void wakeOrMakeNext() {
        try {
            wakeOrMakeOne();
        } catch (Throwable e) {
            LOG.warn("a thread for waiting tasks could not be made thread={}", name, e);
        }
    }

    private void awaitWork(Signal own) {
        synchronized (lock) {
            idleThreads++;
        }
        try {
            idle.await(own, () -> hasWork() || isClosed(), IDLE);
        } catch (InterruptedException e) {
            // By a timer that an earlier handler left behind, which knows this thread: no reason to lose it.
            LOG.debug("a thread was interrupted between two tasks thread={}", name);
        } finally {
            synchronized (lock) {
                idleThreads--;
            }
        }
    }

    private boolean hasWork() {
        synchronized (lock) {
            return !waiting.isEmpty();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }

    /**
     * Runs one. Throws nothing: neither a slot nor a thread goes with what is thrown.
     *
     * @return whether the thread still has its place; false where it was written off meanwhile
     */
    private boolean execute(Execution execution) {
        try {
            attempt(execution);
        } catch (Throwable e) {
            execution.leave();
            ended.broke(execution);
        }
        return vacate(execution) || comeBack();
    }

    private void attempt(Execution execution) {
        forgetInterruption(execution);
        if (!execution.begin(platform.current())) {
            ended.neverBegan(execution);
            return;
        }
        Stopwatch sinceBegin = began(execution);
        quietly(() -> execution.loggerContext().forEach(MDC::put));
        // What it threw is copied while the thread can still be written off: a stranger's message may hang, too.
        Ran ran = call(execution.handler(), execution);
        quietly(MDC::clear);
        leave(execution, sinceBegin);
        ran.answer().ifPresent(answer -> ended.returned(execution, answer));
        ran.failure().ifPresent(thrown -> ended.threw(execution, thrown));
    }

    private Stopwatch began(Execution execution) {
        metrics.began(execution.task().running().type());
        if (STARTED.isWanted()) {
            STARTED.write(execution.facts(), "attempt started");
        }
        return platform.stopwatch();
    }

    private void leave(Execution execution, Stopwatch sinceBegin) {
        if (execution.leave()) {
            metrics.left(execution.task().running().type(), execution.taskId(), sinceBegin.elapsed());
        }
        forgetInterruption(execution);
    }

    /** A late interruption was for an earlier execution, not for the next on this thread. */
    private static void forgetInterruption(Execution execution) {
        if (Thread.interrupted()) {
            LOG.debug("interrupted outside of an attempt task={}", execution.taskId());
        }
    }

    private boolean vacate(Execution execution) {
        boolean first = execution.vacate();
        if (first) {
            slots.giveBack(1);
        }
        return first;
    }

    /** A thread that was written off has come back; its place is taken. */
    private boolean comeBack() {
        synchronized (lock) {
            stuck--;
        }
        return false;
    }

    /** Reads the params, and calls the handler with them. */
    private static <P> Ran call(Served<P> served, Execution execution) {
        P params;
        try {
            params = served.type().read(execution.task().params());
        } catch (Throwable e) {
            return new Ran(Optional.empty(), Optional.of(Thrown.ofParams(e)));
        }
        try {
            Outcome outcome = served.handler().handle(execution, params);
            if (outcome == null) {
                throw new NullPointerException("the handler returned null instead of an outcome");
            }
            return new Ran(Optional.of(Answer.of(outcome, served.type())), Optional.empty());
        } catch (Throwable e) {
            // Whatever a handler throws is a failed attempt, Errors too: its thread goes on.
            return new Ran(Optional.empty(), Optional.of(Thrown.of(e)));
        }
    }

    /** What a handler did: one of the two. */
    private record Ran(Optional<Answer> answer, Optional<Thrown> failure) {}

    /** What a logger throws costs the context of the handler's lines, and nothing else. */
    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.debug("the logger's context failed", e);
        }
    }
}
