package dev.taskq.leader;

import dev.taskq.platform.Platform;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskQueue;
import dev.taskq.spi.TaskStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * All that a leader knows, for as long as it leads without a break: its duties, each with its own memory. It is made when
 * leadership is gained and dropped when it is lost, so no duty acts on what it learned before another coordinator led.
 */
final class Term {
    private final long number;
    private final Map<DutyName, LeaderDuty> duties = new EnumMap<>(DutyName.class);

    /**
     * A term that begins.
     *
     * @param hints where hints go that are to be sent
     * @param wakeReclaim asks the loop that runs {@link Reclaim} for a round
     */
    Term(
            long number,
            Platform platform,
            TaskStore store,
            TaskQueue queue,
            Leadership leadership,
            ClockWatch clockWatch,
            Consumer<List<Hint>> hints,
            Runnable wakeReclaim,
            LeaderConfig config,
            LeaderMetrics metrics) {
        this.number = number;
        Reclaim reclaim = new Reclaim(platform, store, hints, clockWatch, wakeReclaim, metrics);
        Membership membership = new Membership(leadership, metrics);
        duties.put(
                DutyName.SESSION_MONITOR,
                new SessionMonitor(platform, store.sessions(), membership, clockWatch, reclaim, metrics));
        duties.put(DutyName.RECLAIM, reclaim);
        duties.put(DutyName.PROMOTER, new Promoter(store.dispatch(), hints));
        duties.put(
                DutyName.RECONCILER,
                new Reconciler(platform, store::now, store.dispatch(), store.types(), queue, metrics));
        duties.put(
                DutyName.BACKLOG_STATISTICS,
                new BacklogStatistics(platform, store, queue, config.backlogLimit(), metrics));
        duties.put(
                DutyName.PRUNER,
                new Pruner(
                        platform,
                        store::now,
                        store.completions(),
                        store.types(),
                        clockWatch,
                        config.retention(),
                        config.failedRetention()));
    }

    long number() {
        return number;
    }

    LeaderDuty duty(DutyName name) {
        return Objects.requireNonNull(duties.get(name));
    }
}
