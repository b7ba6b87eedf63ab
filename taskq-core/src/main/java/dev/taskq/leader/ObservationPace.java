package dev.taskq.leader;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether the observations of the sessions are so far apart that none of them proves a silence: no dead process is found then.
 * Each such observation counts, and a line in the log says when they begin and end. Not thread-safe.
 */
final class ObservationPace {
    private static final Logger LOG = LoggerFactory.getLogger(ObservationPace.class);

    /** Fewer in a row are an outage, or the observer stood still. */
    private static final int TOLD_AFTER = 3;

    private final LeaderMetrics metrics;
    private int inARow;

    ObservationPace(LeaderMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Takes in an observation.
     *
     * @param tooLate whether it came too long after the one before
     * @param took how long it took
     */
    void learn(boolean tooLate, Duration took) {
        if (tooLate) {
            metrics.observedTooLate();
            inARow++;
            if (inARow == TOLD_AFTER) {
                LOG.warn("sessions are observed too slowly, dead processes are not found took={}", took);
            }
        } else {
            if (inARow >= TOLD_AFTER) {
                LOG.info("sessions are observed soon enough again, dead processes are found");
            }
            inARow = 0;
        }
    }
}
