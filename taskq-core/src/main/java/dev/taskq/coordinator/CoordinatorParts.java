package dev.taskq.coordinator;

import dev.taskq.engine.DutyLoop;
import dev.taskq.engine.HistoryDuty;
import dev.taskq.engine.Intervals;
import dev.taskq.engine.LifeCycle;
import dev.taskq.engine.SessionStatusDuty;
import dev.taskq.engine.StoreClock;
import dev.taskq.leader.DutyName;
import dev.taskq.leader.LeaderConfig;
import dev.taskq.leader.LeaderDuties;
import dev.taskq.leader.Leadership;
import dev.taskq.leader.TermResources;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.SameProcess;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.SubmitCheck;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parts of a coordinator, put together, and the order in which they start and stop. */
final class CoordinatorParts implements LifeCycle.Stages {
    final CoordinatorMetrics metrics;
    final LifeCycle life;
    final Leadership leadership;
    final Sender sender;
    final Watcher watcher;
    final KnownTypes types;
    final Submitter submitter;
    final CommittedTasks committed;
    final CoordinatorHeartbeat heartbeat;
    final WriteProbe writeProbe;
    final Signal operationStarted;
    final Signal scheduleChanged;
    final int schedulesPerCaller;
    final Admission admission;
    final Announcements announcements;
    final Overviews overviews;
    final DueTasks dueTasks;
    final Drains drains;
    final Explainer explainer;
    final Followers followers;
    final HistoryReader history;
    private final Platform platform;
    private final LeaderFacts leaderFacts;
    private final boolean carriesHints;
    private final Duration grace;
    private final DutyLoop counting;
    private final List<DutyLoop> serving;
    private final DutyLoop heartbeats;
    private final List<DutyLoop> leading = new ArrayList<>();
    private final SameProcess sameProcess;
    private final DutiesWhileAlone dutiesWhileAlone;

    CoordinatorParts(
            Platform platform, StorePort store, QueuePort queue, CoordinatorConfig config, MeterRegistry meters) {
        this.platform = platform;
        this.grace = config.grace();
        Intervals intervals = Intervals.of(config.preset());
        this.schedulesPerCaller = config.schedulesPerCaller();
        RecentTypes recent = new RecentTypes(platform);
        HistoryRecorder recorder = new HistoryRecorder();
        this.metrics = new CoordinatorMetrics(meters, recent, recorder);
        this.life = new LifeCycle(platform, config.name(), metrics.ofRole(), this);
        this.leadership = new Leadership(platform, config.candidate(), intervals.lease());
        Signal hints = platform.newSignal();
        Signal waiters = platform.newSignal();
        this.sender = new Sender(platform, queue, store.sameProcess(), hints, metrics);
        this.watcher = new Watcher(platform, store.submissions(), config.mostWaiting(), waiters);
        this.types = new KnownTypes(platform, store.types(), config.typesPerCaller());
        StoreClock storeClock = new StoreClock(platform, store::now);
        Backlog backlog = new Backlog(platform, config.backlogLimit(), intervals.countBelieved());
        SubmitCheck check = new SubmitCheck(platform.random(), config.mostParamsBytes());
        this.heartbeat = new CoordinatorHeartbeat(
                store.sessions(),
                new NewSession(Kind.COORDINATOR, config.name(), config.host(), List.of()),
                leadership,
                backlog,
                sender,
                storeClock,
                intervals.coordinatorHeartbeat());
        this.leaderFacts = heartbeat.leaderFacts();
        this.carriesHints = queue.carriesHints();
        this.announcements = new Announcements(platform, store.inspections(), leaderFacts);
        this.admission = new Admission(check, types, backlog, storeClock, announcements);
        this.submitter = new Submitter(
                platform,
                config.name(),
                store.submissions(),
                admission,
                sender,
                new ScheduledHere(store.sameProcess(), storeClock),
                metrics);
        this.committed = new CommittedTasks(platform, config.name(), store.dispatch(), types, sender);
        this.overviews = new Overviews(platform, store.inspections());
        this.drains = new Drains(store.sessions(), overviews);
        this.dueTasks = new DueTasks(platform, store.inspections(), store::now);
        this.explainer =
                new Explainer(store.inspections(), store.dispatch(), overviews, leaderFacts, sender::isCutOffFromQueue);
        Signal follow = platform.newSignal();
        this.followers =
                new Followers(platform, store.submissions(), store.inspections(), Inspector.MOST_LISTENERS, follow);
        this.history = new HistoryReader(platform, store.history(), storeClock::estimate);
        this.writeProbe = new WriteProbe(platform, store::proveWritable);
        CoordinatorStatus status = new CoordinatorStatus(heartbeat::session, recent, intervals.statusValid());
        this.serving = List.of(
                life.loop("sender", sender, hints),
                life.loop("watcher", watcher, waiters),
                life.loop("followers", followers, follow),
                life.loop(
                        "status",
                        new SessionStatusDuty(platform, store.inspections(), intervals.status(), status),
                        platform.newSignal()));
        this.counting = life.loop(
                "history", new HistoryDuty(store.history(), recorder, Optional.empty()), platform.newSignal());
        this.heartbeats = life.loop("heartbeat", heartbeat, platform.newSignal());
        LeaderConfig leaderConfig =
                new LeaderConfig(config.backlogLimit(), config.retention(), config.failedRetention(), intervals);
        LeaderDuties duties = new LeaderDuties(
                new TermResources(
                        platform,
                        store,
                        queue,
                        storeClock,
                        sender::offer,
                        types::admitStored,
                        leaderConfig,
                        metrics.leader()),
                leadership);
        this.operationStarted = duties.wakeUp(DutyName.OPERATIONS);
        this.scheduleChanged = duties.wakeUp(DutyName.SCHEDULE_FIRER);
        this.sameProcess = store.sameProcess();
        this.dutiesWhileAlone = new DutiesWhileAlone(List.of(operationStarted, scheduleChanged), duties.nextSearch());
        for (DutyName name : DutyName.values()) {
            leading.add(life.loop(name.label(), duties.duty(name), duties.wakeUp(name)));
        }
        leading.forEach(leadership::watch);
        metrics.leads(leadership, Leadership::leads);
        metrics.ofRole().storeReachable(heartbeat, CoordinatorHeartbeat::isHeartbeatWorking);
        metrics.ofRole().hintsFailing(sender, Sender::isCutOffFromQueue);
    }

    CoordinatorHealth health() {
        boolean fail = leaderFacts.hintsFail() || sender.isCutOffFromQueue();
        CoordinatorHealth.Hints flow = fail ? CoordinatorHealth.Hints.FAIL : CoordinatorHealth.Hints.FLOW;
        return new CoordinatorHealth(
                heartbeat.isHeartbeatWorking(),
                leadership.leads(),
                leaderFacts.isLeaderMissing(),
                carriesHints ? flow : CoordinatorHealth.Hints.NONE);
    }

    @Override
    public void open() {
        heartbeat.open();
        sameProcess.join(dutiesWhileAlone);
        submitter.start();
        committed.start();
    }

    @Override
    public void drain() throws InterruptedException {
        Timer left = platform.timer(grace);
        followers.close();
        submitter.close(left);
        committed.close(left);
        LifeCycle.end(leading, left);
        LifeCycle.end(serving, left);
        sender.close(left);
        LifeCycle.endWithinHalf(counting, left, platform);
        LifeCycle.end(List.of(heartbeats), left);
    }

    @Override
    public void closeSession() {
        sameProcess.leave(dutiesWhileAlone);
        heartbeat.close();
    }

    @Override
    public void closeMetrics() {
        metrics.close();
    }
}
