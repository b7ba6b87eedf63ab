package dev.taskq.leader;

import dev.taskq.ManualPlatform;
import dev.taskq.NewTask;
import dev.taskq.Preset;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.engine.Intervals;
import dev.taskq.engine.StoreClock;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import dev.taskq.telemetry.EndMetrics;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.TypeLabels;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Stores, a queue and the duties of a leader, for tests that call its duties round by round. */
final class DutyFixture {
    static final String TYPE = "work";
    static final Intervals PACE = Intervals.of(Preset.FAST_RECOVERY);

    final ManualPlatform platform = new ManualPlatform();
    final MemoryDatabase database = new MemoryDatabase(platform::wallClock);
    final StorePort store = database.connect();
    final InMemoryTaskQueue queue = new InMemoryTaskQueue(platform);
    final Leadership leadership = new Leadership(platform, true, PACE.lease());
    final StoreClock storeClock = new StoreClock(platform, store::now);
    final MeterRegistry meters = new SimpleMeterRegistry();
    final RecentTypes recent = new RecentTypes(platform);
    final HistoryRecorder history = new HistoryRecorder();
    final LeaderMetrics metrics = new LeaderMetrics(meters, new TypeLabels(), new EndMetrics(meters), recent, history);
    final CountedCompletions completions = new CountedCompletions(store.completions());
    private final LostSessions lost = new LostSessions(platform, PACE.lastLossWaits());
    final Reclaim reclaim = new Reclaim(
            platform,
            completions,
            store.types(),
            storeClock,
            new OrphanCompletions(
                    platform, store.submissions(), completions, this::send, store.sameProcess(), lost, metrics),
            new SessionClearing(store.sessions(), store.completions(), lost),
            platform.newSignal(),
            PACE.sweep());
    final SessionMonitor monitor;
    private long tokens;

    DutyFixture() {
        this(PACE);
    }

    DutyFixture(Intervals intervals) {
        store.types().register(List.of(TYPE));
        monitor = monitor(store.sessions(), intervals);
    }

    /** A monitor that observes through another port. */
    SessionMonitor monitor(Sessions sessions, Intervals intervals) {
        return new SessionMonitor(
                platform,
                sessions,
                new Membership(leadership, metrics, intervals),
                storeClock,
                reclaim,
                metrics,
                store.sameProcess(),
                intervals);
    }

    void send(List<Hint> hints) {
        if (!hints.isEmpty()) {
            queue.enqueue(hints);
        }
    }

    Reconciler reconciler(QueuePort hinted) {
        return new Reconciler(platform, store::now, store.dispatch(), store.types(), hinted, metrics, PACE.sweep());
    }

    BacklogStatistics statistics(long backlogLimit) {
        return new BacklogStatistics(
                platform,
                store::now,
                store.dispatch(),
                store.types(),
                new ScheduledCounts(platform, store.inspections(), backlogLimit),
                new OvergrownQueues(queue),
                new QueueReadings(platform, store::oldestTransaction, metrics),
                backlogLimit,
                PACE.idleStatistics());
    }

    /** A process of its own, with one agent. */
    record Host(StorePort store, long session) {}

    Host agent(String name) {
        StorePort process = database.connect();
        return new Host(process, process.sessions().open(new NewSession(Kind.AGENT, name, "host", List.of(TYPE))));
    }

    /** Another session of a process that lives. */
    Host again(Host host, String name) {
        return new Host(
                host.store(), host.store().sessions().open(new NewSession(Kind.AGENT, name, "host", List.of(TYPE))));
    }

    void heartbeat(Host... hosts) {
        for (Host host : hosts) {
            host.store()
                    .sessions()
                    .heartbeat(new Heartbeat(host.session(), List.of(), List.of(), false, LeaseBid.NONE));
        }
    }

    /** Lets time pass in steps of the monitor's period: in each, those named send a heartbeat and the leader observes. */
    void passWithHeartbeatsOf(Duration time, Host... living) {
        Duration step = Duration.ofMillis(200);
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plus(step)) {
            platform.pass(step);
            heartbeat(living);
            monitor.round();
        }
    }

    /** Ends its session as lost, as it stands. */
    void lose(Host host) {
        store.sessions().all().sessions().stream()
                .filter(session -> session.id() == host.session())
                .forEach(session -> store.sessions().endLost(session.id(), session.heartbeats()));
    }

    boolean isEnded(Host host) {
        return store.sessions().all().sessions().stream()
                .filter(session -> session.id() == host.session())
                .allMatch(session -> session.end().isPresent());
    }

    List<Long> submit(int number) {
        return submit(number, NewTask.of(TYPE, "{}"));
    }

    void submitLater(int number) {
        submit(number, NewTask.of(TYPE, "{}").delayedBy(Duration.ofHours(1)));
    }

    List<Long> submit(int number, NewTask task) {
        return store
                .submissions()
                .insert(IntStream.range(0, number)
                        .mapToObj(i -> new Insert(task, ""))
                        .toList())
                .stream()
                .map(row -> row.id())
                .toList();
    }

    void claim(Host host, List<Long> ids) {
        claim(host, ids, Duration.ofHours(1));
    }

    void claim(Host host, List<Long> ids, Duration timeout) {
        claim(host, ids, 5, timeout);
    }

    /** For one attempt only. */
    void claimOnce(Host host, List<Long> ids, Duration timeout) {
        claim(host, ids, 1, timeout);
    }

    private void claim(Host host, List<Long> ids, int maxAttempts, Duration timeout) {
        List<ClaimResult> results = host.store()
                .dispatch()
                .claim(new Claim(
                        new Holder(host.session(), ++tokens),
                        ids.stream()
                                .map(id -> new Claim.Item(id, maxAttempts, timeout))
                                .toList()));
        if (!results.stream().allMatch(ClaimResult.Claimed.class::isInstance)) {
            throw new AssertionError("not claimed: " + results);
        }
    }

    /** Runs a duty until it wants to rest. */
    void run(Duty duty) {
        try {
            Duration next = duty.round();
            while (next.isZero()) {
                next = duty.round();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Task task(long id) {
        return store.submissions().find(List.of(id)).get(0);
    }

    List<TaskStatus> statuses(List<Long> ids) {
        List<TaskStatus> statuses = new ArrayList<>();
        ids.forEach(id -> statuses.add(task(id).status()));
        return statuses;
    }

    /** How many hints the queue carries for the type. */
    long hints() {
        return queue.length(List.of(TYPE)).getOrDefault(TYPE, 0L);
    }
}
