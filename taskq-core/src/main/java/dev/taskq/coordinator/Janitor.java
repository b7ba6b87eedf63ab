package dev.taskq.coordinator;

import dev.taskq.engine.Duty;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Purged;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes finished tasks past their retention, in bounded steps along the ids, and forgets types that nobody uses. It waits
 * while ages by the store's clock are not to be believed. (Ended sessions are deleted where they are cleared.)
 */
final class Janitor implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final int ROWS = 1_000;
    private static final int SHARE = 20;
    private static final Duration SHORTEST_SLEEP = Duration.ofMillis(100);
    private static final Duration BETWEEN_WALKS = Duration.ofMinutes(1);
    private static final Duration UNUSED = Duration.ofDays(1);

    /** Longer: where agents are started only when tasks wait, a type must outlive a quiet time without any. */
    private static final Duration UNUSED_ANNOUNCED = Duration.ofDays(30);

    private final Pace pace;
    private final TaskStore store;
    private final Lead lead;
    private final ClockWatch clockWatch;
    private final Duration retention;
    private final Duration failedRetention;
    private long position;

    Janitor(
            Platform platform,
            TaskStore store,
            Lead lead,
            ClockWatch clockWatch,
            Duration retention,
            Duration failedRetention) {
        this.pace = new Pace(platform, SHARE);
        this.store = store;
        this.lead = lead;
        this.clockWatch = clockWatch;
        this.retention = retention;
        this.failedRetention = failedRetention;
    }

    @Override
    public Duration round() {
        if (!lead.leads()) {
            return Lead.NOT_LEADING;
        }
        if (!pace.left().isZero()) {
            return pace.left();
        }
        pace.begin();
        clockWatch.learn(store.now());
        if (clockWatch.isSuspended()) {
            return pace.rest(BETWEEN_WALKS);
        }
        Purged purged = store.purge(new Purge(position, ROWS, retention, failedRetention));
        if (purged.deleted() > 0) {
            LOG.debug("finished tasks deleted number={} after={}", purged.deleted(), position);
        }
        if (purged.next().isEmpty()) {
            position = 0;
            int forgotten = store.forgetTypes(UNUSED, UNUSED_ANNOUNCED);
            if (forgotten > 0) {
                LOG.info("unused types forgotten number={}", forgotten);
            }
            return pace.rest(BETWEEN_WALKS);
        }
        position = purged.next().getAsLong();
        return pace.rest(SHORTEST_SLEEP);
    }
}
