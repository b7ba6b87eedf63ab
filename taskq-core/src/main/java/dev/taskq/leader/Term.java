package dev.taskq.leader;

import dev.taskq.engine.Intervals;
import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.StorePort;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

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
     * @param resources what its duties work on
     * @param leadership takes what is made known to all
     * @param reclaimWakeUp asks {@link DutyName#RECLAIM} for a round
     * @param nextSearch learns when tasks become due that are scheduled in this process
     */
    Term(long number, TermResources resources, Leadership leadership, Signal reclaimWakeUp, NextSearch nextSearch) {
        this.number = number;
        Platform platform = resources.platform();
        StorePort store = resources.store();
        StoreClock storeClock = resources.storeClock();
        LeaderMetrics metrics = resources.metrics();
        Intervals intervals = resources.config().intervals();
        LostSessions lost = new LostSessions(platform, intervals.lastLossWaits());
        Reclaim reclaim = new Reclaim(
                platform,
                store.completions(),
                store.types(),
                storeClock,
                new OrphanCompletions(
                        platform,
                        store.submissions(),
                        store.completions(),
                        resources.hints(),
                        store.sameProcess(),
                        lost,
                        metrics),
                new SessionClearing(store.sessions(), store.completions(), lost),
                reclaimWakeUp,
                intervals.sweep());
        Membership membership = new Membership(leadership, metrics, intervals);
        duties.put(
                DutyName.SESSION_MONITOR,
                new SessionMonitor(
                        platform,
                        store.sessions(),
                        membership,
                        storeClock,
                        reclaim,
                        metrics,
                        store.sameProcess(),
                        intervals));
        duties.put(DutyName.RECLAIM, reclaim);
        duties.put(
                DutyName.PROMOTER,
                new Promoter(
                        platform,
                        store.dispatch(),
                        storeClock,
                        resources.hints(),
                        resources.types(),
                        intervals.promotion(),
                        nextSearch));
        duties.put(
                DutyName.SCHEDULE_FIRER,
                new ScheduleFirer(
                        platform,
                        store.schedules(),
                        storeClock,
                        resources.hints(),
                        resources.types(),
                        metrics,
                        store.sameProcess(),
                        intervals.whileAlone()));
        duties.put(
                DutyName.RECONCILER,
                new Reconciler(
                        platform,
                        store::now,
                        store.dispatch(),
                        store.types(),
                        resources.queue(),
                        metrics,
                        intervals.sweep()));
        duties.put(
                DutyName.BACKLOG_STATISTICS,
                new BacklogStatistics(
                        platform,
                        store::now,
                        store.dispatch(),
                        store.types(),
                        new ScheduledCounts(
                                platform,
                                store.inspections(),
                                resources.config().backlogLimit()),
                        new OvergrownQueues(resources.queue()),
                        new QueueReadings(platform, store::oldestTransaction, metrics),
                        resources.config().backlogLimit(),
                        intervals.idleStatistics()));
        duties.put(
                DutyName.OPERATIONS,
                new OperationRunner(
                        platform,
                        store.operations(),
                        resources.hints(),
                        metrics,
                        store.auditLog(),
                        store.sameProcess(),
                        intervals.whileAlone()));
        duties.put(
                DutyName.PRUNER,
                new Pruner(
                        platform,
                        store.completions(),
                        store.types(),
                        store.operations(),
                        store.auditLog(),
                        store.history(),
                        storeClock,
                        resources.config()));
    }

    long number() {
        return number;
    }

    LeaderDuty duty(DutyName name) {
        return Objects.requireNonNull(duties.get(name));
    }
}
