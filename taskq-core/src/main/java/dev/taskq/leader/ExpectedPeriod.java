package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Timer;
import java.time.Duration;

/**
 * How rarely sessions may still send heartbeats: as rarely as they are asked to, or as they were asked to before if that is longer
 * and some may not have learned of the shorter period yet. Not thread-safe.
 */
final class ExpectedPeriod {
    /** A session learns of another period with its next heartbeat, or with the one after it if that fails. Either may be slow. */
    private static final int KNOWN_AFTER_PERIODS = 4;

    private Duration expected;
    /** The longest that was asked for since a shorter one than the expected one was. */
    private Duration shorter = Duration.ZERO;

    /** Until all know that they are to send heartbeats more often than it is expected. */
    private final Timer untilAllKnow;

    /**
     * Begins with a period.
     *
     * @param first as they were asked to before
     */
    ExpectedPeriod(Platform platform, Duration first) {
        this.expected = first;
        this.untilAllKnow = platform.timer(Duration.ZERO);
    }

    Duration get() {
        return expected;
    }

    /** All are asked to send heartbeats so often from now on. */
    void ask(Duration period) {
        if (period.compareTo(expected) >= 0) {
            expected = period;
            shorter = Duration.ZERO;
        } else if (shorter.isZero()) {
            shorter = period;
            untilAllKnow.reset(expected.multipliedBy(KNOWN_AFTER_PERIODS));
        } else {
            shorter = period.compareTo(shorter) > 0 ? period : shorter;
            if (untilAllKnow.isExpired()) {
                expected = shorter;
                shorter = Duration.ZERO;
            }
        }
    }
}
