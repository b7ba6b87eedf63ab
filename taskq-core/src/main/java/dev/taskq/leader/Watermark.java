package dev.taskq.leader;

import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The point before which every row of a type has had a hint, as it was read at one moment. Immutable.
 *
 * @param clock the store's clock, read before the queue
 * @param oldest the stamp of the oldest hint that waits, by type
 */
record Watermark(Instant clock, Map<String, Instant> oldest) {
    private static final Logger LOG = LoggerFactory.getLogger(Watermark.class);

    /** A hint is sent well within this time, or never. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    /**
     * Reads it. A queue whose oldest stamp no clock of the store has told is dropped: it would have rows stamped alike, behind
     * all others, and hide that they have no hint.
     *
     * @param storeClock the store's clock
     */
    static Watermark read(InstantSource storeClock, QueuePort queue, List<String> types) {
        Instant clock = storeClock.instant();
        Instant latest = clock.plus(Hint.MOST_AHEAD);
        Map<String, Instant> oldest = new HashMap<>(queue.oldestWaiting(types));
        for (Map.Entry<String, Instant> wrong : List.copyOf(oldest.entrySet())) {
            if (wrong.getValue().isAfter(latest)) {
                queue.drop(wrong.getKey());
                oldest.remove(wrong.getKey());
                LOG.warn(
                        "the queue had a stamp far ahead of the store's clock and was dropped type={} stamp={}",
                        wrong.getKey(),
                        wrong.getValue());
            }
        }
        return new Watermark(clock, oldest);
    }

    /** Rows of the type with an earlier stamp have no hint. */
    Instant before(String type) {
        Instant first = oldest.getOrDefault(type, clock);
        return (first.isBefore(clock) ? first : clock).minus(SLACK);
    }

    /**
     * The stamp of a hint that is sent now. Never before those that wait, though the store's clock stepped back; and later
     * than what this look left out for its slack, which would else be taken for hinted for as long as this hint waits.
     */
    Instant stamp(String type) {
        Instant least = clock.plus(SLACK);
        Instant first = oldest.getOrDefault(type, least);
        return first.isAfter(least) ? first : least;
    }
}
