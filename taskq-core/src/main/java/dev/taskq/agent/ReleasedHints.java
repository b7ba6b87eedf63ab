package dev.taskq.agent;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.QueueUnavailableException;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hints of tasks that were handed back, until they are sent, and what the own process is told of tasks. Thread-safe. */
final class ReleasedHints {
    private static final Logger LOG = LoggerFactory.getLogger(ReleasedHints.class);

    private final QueuePort queue;
    private final SameProcess sameProcess;
    private final Signal wakeUp;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<Hint> hints = new ArrayList<>();

    /**
     * None.
     *
     * @param sameProcess agents of this process, which may take them without hints, and its leader
     * @param wakeUp raised when there are hints to be sent
     */
    ReleasedHints(QueuePort queue, SameProcess sameProcess, Signal wakeUp) {
        this.sameProcess = sameProcess;
        this.queue = queue;
        this.wakeUp = wakeUp;
    }

    void add(Hint hint) {
        synchronized (lock) {
            hints.add(hint);
        }
        wakeUp.raise();
    }

    /** A task is to be tried again after a delay. */
    void scheduled(Duration untilDue) {
        sameProcess.scheduled(untilDue);
    }

    void send() {
        List<Hint> all;
        synchronized (lock) {
            all = List.copyOf(hints);
            hints.clear();
        }
        sameProcess.queued(all);
        if (all.isEmpty() || !queue.carriesHints()) {
            return;
        }
        try {
            queue.enqueue(all);
        } catch (QueueUnavailableException e) {
            // Only hints: the rows are queued, and are found without.
            LOG.debug("hints of handed-back tasks failed number={}", all.size());
        }
    }
}
