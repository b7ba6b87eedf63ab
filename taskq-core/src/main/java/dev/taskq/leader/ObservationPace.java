package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether observations of the sessions come too late so often that no silence is proved. A late observation lets all silences
 * count anew, so a silence is proved only in a span of the timeout that is free of late ones. Each late observation counts, and a line
 * in the log says when there are no such spans any more, and when there was one again. Not thread-safe.
 */
final class ObservationPace {
    private static final Logger LOG = LoggerFactory.getLogger(ObservationPace.class);

    private final LeaderMetrics metrics;
    private final Stopwatch clock;
    /** The first late observation since the last free span, and the last one. */
    private Optional<Duration> firstLate = Optional.empty();

    private Duration lastLate = Duration.ZERO;
    private boolean tooSlow;

    ObservationPace(Platform platform, LeaderMetrics metrics) {
        this.metrics = metrics;
        this.clock = platform.stopwatch();
    }

    /**
     * Takes in an observation.
     *
     * @param late whether it came too long after the one before
     * @param took how long it took
     * @param timeout how long a silence must be
     */
    void learn(boolean late, Duration took, Duration timeout) {
        Duration now = clock.elapsed();
        if (late) {
            metrics.observedTooLate();
            lastLate = now;
            Duration first = firstLate.orElse(now);
            firstLate = Optional.of(first);
            // Fewer are an outage, or the observer stood still.
            if (!tooSlow && now.minus(first).compareTo(timeout) >= 0) {
                tooSlow = true;
                LOG.warn(
                        "sessions are observed too slowly, dead processes are not found by their silence took={}",
                        took);
            }
        } else if (firstLate.isPresent() && now.minus(lastLate).compareTo(timeout) >= 0) {
            firstLate = Optional.empty();
            if (tooSlow) {
                tooSlow = false;
                LOG.info("sessions are observed soon enough again, dead processes are found by their silence");
            }
        }
    }

    /** Whether the line was logged that says so, and not yet the one that says that it is over. */
    boolean isTooSlow() {
        return tooSlow;
    }
}
