package dev.taskq.agent;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskHandler.Threads;
import dev.taskq.engine.IdleWorkers;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Platform.Signal;
import dev.taskq.spi.Platform.ThreadKind;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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

    private final Platform platform;
    private final String name;
    private final Slots slots;
    private final Ended ended;
    private final AgentMetrics metrics;
    private final IdleWorkers idle = new IdleWorkers();
    private final Deque<Execution> waiting = new ArrayDeque<>();
    private int threads;
    private int idleThreads;
    private int stuck;
    private int made;
    private boolean closed;

    /** Told, on the thread that ran it, how a handler ended. */
    interface Ended {
        void returned(Execution execution, Outcome outcome);

        void threw(Execution execution, Throwable failure);

        void neverBegan(Execution execution);
    }

    Runner(Platform platform, String name, Slots slots, Ended ended, AgentMetrics metrics) {
        this.platform = platform;
        this.name = name;
        this.slots = slots;
        this.ended = ended;
        this.metrics = metrics;
    }

    void run(Execution execution) {
        if (execution.handler().threads() == Threads.VIRTUAL) {
            platform.spawn(name + "-task-" + execution.taskId(), ThreadKind.VIRTUAL, () -> execute(execution));
            return;
        }
        synchronized (waiting) {
            waiting.addLast(execution);
        }
        wakeOrMakeOne();
    }

    /** Takes back what has not begun, and gives its slots back. */
    List<Execution> withdraw() {
        List<Execution> notBegun;
        synchronized (waiting) {
            notBegun = new ArrayList<>(waiting);
            waiting.clear();
        }
        notBegun.forEach(this::vacate);
        return notBegun;
    }

    /** The thread of this execution does not come back: its slot is free, and another thread may be made. */
    void writeOff(Execution execution) {
        if (vacate(execution)) {
            synchronized (waiting) {
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
        synchronized (waiting) {
            return stuck;
        }
    }

    /** Ends the pool once nothing waits. */
    void close() {
        synchronized (waiting) {
            closed = true;
        }
        idle.wakeAll();
    }

    private void wakeOrMakeOne() {
        int number;
        synchronized (waiting) {
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
            platform.spawn(name + "-worker-" + number, ThreadKind.PLATFORM, this::work);
        }
    }

    private void work() {
        Signal own = platform.newSignal();
        try {
            while (true) {
                Execution next = take();
                if (next != null) {
                    if (!execute(next)) {
                        return;
                    }
                } else if (isClosed()) {
                    return;
                } else {
                    awaitWork(own);
                }
            }
        } catch (InterruptedException e) {
            // Nobody interrupts a thread of the pool between executions but a dying process.
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Execution take() {
        Execution next;
        boolean more;
        synchronized (waiting) {
            next = waiting.pollFirst();
            more = !waiting.isEmpty();
        }
        if (more) {
            wakeOrMakeOne();
        }
        return next;
    }

    private void awaitWork(Signal own) throws InterruptedException {
        synchronized (waiting) {
            idleThreads++;
        }
        try {
            idle.await(own, () -> hasWork() || isClosed(), IDLE);
        } finally {
            synchronized (waiting) {
                idleThreads--;
            }
        }
    }

    private boolean hasWork() {
        synchronized (waiting) {
            return !waiting.isEmpty();
        }
    }

    private boolean isClosed() {
        synchronized (waiting) {
            return closed;
        }
    }

    /**
     * Runs one.
     *
     * @return whether the thread still has its place; false where it was written off meanwhile
     */
    private boolean execute(Execution execution) {
        if (!execution.begin(platform.current())) {
            ended.neverBegan(execution);
            return vacate(execution) || comeBack();
        }
        execution.loggerContext().forEach(MDC::put);
        long begun = began(execution);
        try {
            Outcome outcome = call(execution.handler(), execution);
            leave(execution, begun);
            ended.returned(execution, outcome);
        } catch (Throwable e) {
            // Whatever a handler throws is a failed attempt, Errors too: its thread goes on.
            leave(execution, begun);
            ended.threw(execution, e);
        } finally {
            MDC.clear();
        }
        return vacate(execution) || comeBack();
    }

    private long began(Execution execution) {
        metrics.began(execution.task().type());
        if (STARTED.isWanted()) {
            STARTED.write(execution.facts(), "attempt started");
        }
        return platform.nanoTime();
    }

    private void leave(Execution execution, long begun) {
        if (execution.leave()) {
            metrics.left(execution.task().type(), Duration.ofNanos(platform.nanoTime() - begun));
        }
        // A late interruption was for this execution, not for the next on this thread.
        if (Thread.interrupted()) {
            LOG.debug("interrupted after its end task={}", execution.taskId());
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
        synchronized (waiting) {
            stuck--;
        }
        return false;
    }

    private static <P> Outcome call(TaskHandler<P> handler, Execution execution) throws Exception {
        P params = handler.type().read(execution.task().params());
        Outcome outcome = handler.handle(execution, params);
        if (outcome == null) {
            throw new NullPointerException("the handler returned null instead of an outcome");
        }
        return outcome;
    }
}
