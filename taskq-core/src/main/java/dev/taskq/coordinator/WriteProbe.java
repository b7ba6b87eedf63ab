package dev.taskq.coordinator;

import dev.taskq.TaskqException;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the store takes writes, asked by writing: a heartbeat that goes well says nothing of the way that submits take. Asks
 * only when it is asked, one at a time, and not more often than twice a second. Thread-safe.
 */
final class WriteProbe {
    private static final Logger LOG = LoggerFactory.getLogger(WriteProbe.class);
    private static final Duration FRESH = Duration.ofMillis(500);
    /** An answer that takes longer is none. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Platform platform;
    private final Runnable write;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Answer last;

    /**
     * Nothing asked yet.
     *
     * @param write writes to the store on the way that submits take
     */
    WriteProbe(Platform platform, Runnable write) {
        this.platform = platform;
        this.write = write;
        this.last = new Answer(false, platform.timer(Duration.ZERO));
    }

    /** Asked for no more while it is fresh. */
    private record Answer(boolean works, Timer fresh) {}

    /** Whether a write went through, now or within the last moment; where another call is asking, what was known before. */
    boolean works() {
        Answer known = last;
        if (!known.fresh().isExpired()) {
            return known.works();
        }
        if (!asking.compareAndSet(false, true)) {
            return known.works() && known.fresh().overdue().compareTo(LONGEST.minus(FRESH)) < 0;
        }
        try {
            return ask(known.works());
        } finally {
            asking.set(false);
        }
    }

    private boolean ask(boolean worked) {
        boolean works;
        try {
            write.run();
            works = true;
        } catch (TaskqException e) {
            works = false;
            if (worked) {
                LOG.warn("a write did not go through, not ready reason={}", String.valueOf(e.getCause()));
            }
        }
        last = new Answer(works, platform.timer(FRESH));
        return works;
    }
}
