package dev.taskq.agent;

import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.SameProcess;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes the poller for tasks that were queued in its own process, where there is no queue that carries hints. Thread-safe.
 */
final class OwnProcessTasks implements SameProcess.Scanner {
    private final SameProcess sameProcess;
    private final Set<String> served;
    private final boolean withoutQueue;
    private final Signal wakeUp;
    private final AtomicBoolean queued = new AtomicBoolean();

    /**
     * Not registered yet.
     *
     * @param wakeUp asks for a round of the poller
     */
    OwnProcessTasks(SameProcess sameProcess, Collection<String> served, QueuePort queue, Signal wakeUp) {
        this.sameProcess = sameProcess;
        this.served = Set.copyOf(served);
        this.withoutQueue = !queue.carriesHints();
        this.wakeUp = wakeUp;
    }

    void open() {
        if (withoutQueue) {
            sameProcess.join(this);
        }
    }

    void close() {
        sameProcess.leave(this);
    }

    @Override
    public void queued(Set<String> types) {
        if (!Collections.disjoint(types, served) && !queued.getAndSet(true)) {
            wakeUp.raise();
        }
    }

    /** The next scan is due sooner. */
    @Override
    public void notAlone() {
        wakeUp.raise();
    }

    /** Whether tasks were queued since the last scan began. */
    boolean haveQueued() {
        return queued.get();
    }

    /** A scan begins, which finds what was queued before. */
    void scanning() {
        queued.set(false);
    }

    /** Whether no task is queued by another process, so that the agent is woken for each. */
    boolean areAll() {
        return withoutQueue && sameProcess.isAlone();
    }
}
