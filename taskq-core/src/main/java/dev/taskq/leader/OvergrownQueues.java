package dev.taskq.leader;

import dev.taskq.QueueUnavailableException;
import dev.taskq.spi.QueuePort;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops queues that have far more hints than there are rows, as they come to have while agents are cut off from the queue and
 * submitters are not. The length counts only where it was read before and after one complete count, and is too large both
 * times: else an old count would drop good hints. Dropping is always safe, hints come back by rows. Not thread-safe.
 */
final class OvergrownQueues {
    private static final Logger LOG = LoggerFactory.getLogger(OvergrownQueues.class);
    private static final long ALWAYS_ALLOWED = 10_000;

    private final QueuePort queue;
    private final Map<String, Long> before = new HashMap<>();

    OvergrownQueues(QueuePort queue) {
        this.queue = queue;
    }

    /**
     * Counts of these types begin.
     *
     * @return how many hints the queue has of each; none where it does not answer
     */
    Map<String, Long> counting(Collection<String> types) {
        types.forEach(before::remove);
        Map<String, Long> lengths = lengths(types);
        before.putAll(lengths);
        return lengths;
    }

    /** These counts are complete: so many rows wait. */
    void counted(Map<String, Long> rows) {
        Map<String, Long> suspects = new HashMap<>();
        rows.forEach((type, number) -> {
            Long length = before.remove(type);
            if (length != null && isOvergrown(length, number)) {
                suspects.put(type, number);
            }
        });
        if (!suspects.isEmpty()) {
            lengths(suspects.keySet()).forEach((type, length) -> {
                long number = suspects.getOrDefault(type, Long.MAX_VALUE);
                if (isOvergrown(length, number)) {
                    drop(type, length, number);
                }
            });
        }
    }

    private void drop(String type, long length, long rows) {
        try {
            queue.drop(type);
            LOG.warn("the queue had outgrown its rows and was dropped type={} hints={} rows={}", type, length, rows);
        } catch (QueueUnavailableException e) {
            LOG.debug("the queue does not answer, nothing is dropped", e);
        }
    }

    private Map<String, Long> lengths(Collection<String> types) {
        if (!queue.carriesHints() || types.isEmpty()) {
            return Map.of();
        }
        try {
            return queue.length(types);
        } catch (QueueUnavailableException e) {
            LOG.debug("the queue does not answer, its lengths are unknown", e);
            return Map.of();
        }
    }

    private static boolean isOvergrown(long length, long rows) {
        return rows < (Long.MAX_VALUE - ALWAYS_ALLOWED) / 2 && length > ALWAYS_ALLOWED + 2 * rows;
    }
}
