package dev.taskq.agent;

import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Completion;
import java.time.Duration;

/**
 * A completion on its way to the store.
 *
 * @param resultBytes the size of its result
 * @param tries how often it was repeated
 * @param due when it is tried next
 */
record Report(Execution execution, Completion completion, long resultBytes, int tries, Timer due) {
    private static final BackOff AGAIN = new BackOff(Duration.ofMillis(20), 2, Duration.ofMillis(1_280), 0);
    private static final long COMPLETION_BYTES = 200;

    static Report of(Execution execution, Completion completion, long resultBytes, Platform platform) {
        return new Report(execution, completion, resultBytes, 0, platform.timer(Duration.ZERO));
    }

    /** The same, to be tried again after a while. */
    Report later(Platform platform) {
        Timer next = platform.timer(AGAIN.after(tries + 1, platform));
        return new Report(execution, completion, resultBytes, tries + 1, next);
    }

    long bytes() {
        return COMPLETION_BYTES + resultBytes;
    }
}
