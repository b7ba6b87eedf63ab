package dev.taskq.agent;

import dev.taskq.agent.Execution.StopReason;
import dev.taskq.engine.DutyLoop;
import dev.taskq.engine.HistoryDuty;
import dev.taskq.engine.Intervals;
import dev.taskq.engine.LifeCycle;
import dev.taskq.engine.QueueWatch;
import dev.taskq.engine.SessionStatusDuty;
import dev.taskq.platform.BackOff;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.TaskLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of an agent, put together, and the order in which they start and stop. */
final class AgentParts implements LifeCycle.Stages {
    private static final Logger LOG = LoggerFactory.getLogger(AgentParts.class);
    private static final TaskLog STUCK = TaskLog.worrying("stuck");
    private static final Duration REPORTING = Duration.ofSeconds(10);
    /** Between the lines of a stop that waits. A grace time may be days. */
    private static final BackOff REMINDERS = new BackOff(Duration.ofSeconds(5), 2, Duration.ofMinutes(5), 0);

    private static final Duration LONGEST_QUEUE_PAUSE = Duration.ofSeconds(5);
    private static final int KEPT_RESULTS_A_SLOT = 4;
    private static final int FEWEST_KEPT_RESULTS = 256;

    private final Platform platform;
    private final Duration grace;
    private final AgentMetrics metrics;
    private final LifeCycle life;
    private final SessionState sessionState;
    private final Checkpoints checkpoints;
    private final Executions executions;
    private final Slots slots;
    private final Reporter reporter;
    private final AttemptEnds ends;
    private final Runner runner;
    private final Claims claims;
    private final AgentHeartbeat heartbeat;
    private final OwnProcessTasks ownProcess;
    private final Poller poller;
    private final DutyLoop polling;
    private final DutyLoop heartbeats;
    private final List<DutyLoop> others;
    private final DutyLoop history;
    private boolean holdsNothing;

    AgentParts(
            Platform platform,
            StorePort store,
            QueuePort queue,
            Handlers handlers,
            AgentConfig config,
            MeterRegistry meters) {
        this.platform = platform;
        this.grace = config.grace();
        Intervals intervals = Intervals.of(config.preset());
        RecentTypes recent = new RecentTypes(platform);
        HistoryRecorder recorder = new HistoryRecorder();
        this.metrics = new AgentMetrics(meters, handlers.types(), recent, recorder);
        this.life = new LifeCycle(platform, config.name(), metrics.ofRole(), this);
        Signal room = platform.newSignal();
        Signal reports = platform.newSignal();
        Signal shortOnes = platform.newSignal();
        this.sessionState = new SessionState(platform);
        this.slots = new Slots(platform, config.slots(), room);
        HeldBytes bytes = new HeldBytes(config.memory(), room, reports);
        int mostUnrecorded = Math.max(FEWEST_KEPT_RESULTS, KEPT_RESULTS_A_SLOT * config.slots());
        Capacity capacity = new Capacity(slots, bytes, new Unrecorded(platform, mostUnrecorded, room));
        this.checkpoints = new Checkpoints(
                platform, CheckpointWriter.groupCommit(platform, config.name(), store.completions()), bytes);
        this.executions = new Executions(
                platform,
                handlers,
                bytes,
                checkpoints,
                new HandlerTransactions(platform, store.completions()),
                shortOnes);
        this.reporter = new Reporter(
                platform,
                CompletionWriter.groupCommit(platform, config.name(), store.completions()),
                executions,
                capacity,
                new ReleasedHints(queue, store.sameProcess(), reports),
                reports,
                metrics);
        this.ends = new AttemptEnds(platform, executions, reporter, config.stackTraces());
        this.runner = new Runner(platform, config.name(), slots, ends, metrics);
        this.claims = new Claims(platform, store.dispatch(), sessionState, capacity, executions, runner, metrics);
        QueueWatch watch = new QueueWatch(platform, queue, QueuePort.Use.TAKE, LONGEST_QUEUE_PAUSE);
        this.ownProcess = new OwnProcessTasks(store.sameProcess(), handlers.types(), queue, room);
        this.poller = new Poller(
                handlers,
                sessionState,
                capacity,
                claims,
                new StoreScan(
                        platform,
                        store.dispatch(),
                        sessionState,
                        executions::haveSuspect,
                        ownProcess::areAll,
                        intervals),
                new HintIntake(platform, queue, watch, handlers, sessionState, claims, bytes, metrics),
                ownProcess,
                watch);
        this.heartbeat = new AgentHeartbeat(
                store.sessions(),
                new NewSession(Kind.AGENT, config.name(), config.host(), handlers.types()),
                sessionState,
                executions,
                watch::hintsFail);
        Timekeeper timekeeper = new Timekeeper(executions, this::writeOff, ends::reportAgain);
        this.heartbeats = life.loop("heartbeat", heartbeat, platform.newSignal());
        this.others = List.of(
                life.loop("reporter", reporter, reports),
                life.loop("timekeeper", timekeeper, shortOnes),
                life.loop(
                        "status",
                        new SessionStatusDuty(
                                platform,
                                store.inspections(),
                                intervals.status(),
                                new AgentStatus(
                                        config.version(),
                                        sessionState,
                                        slots,
                                        bytes,
                                        executions,
                                        recent,
                                        intervals.statusValid())),
                        platform.newSignal()));
        this.history = life.loop(
                "history",
                new HistoryDuty(
                        store.history(), recorder, Optional.of(config.version()).filter(version -> !version.isEmpty())),
                platform.newSignal());
        this.polling = life.loop("poller", poller, room);
        metrics.slots(slots, Slots::all, Slots::free);
        metrics.heldBytes(bytes, HeldBytes::held, HeldBytes::most);
        metrics.stuckThreads(runner, Runner::stuck);
        metrics.ofRole().storeReachable(sessionState, SessionState::isHeartbeatWorking);
        metrics.ofRole().hintsFailing(watch, QueueWatch::isFailing);
    }

    LifeCycle life() {
        return life;
    }

    boolean isHeartbeatWorking() {
        return sessionState.isHeartbeatWorking();
    }

    boolean isDraining() {
        return sessionState.isDraining();
    }

    @Override
    public void open() {
        heartbeat.open();
        reporter.start();
        ownProcess.open();
    }

    @Override
    public void drain() throws InterruptedException {
        ownProcess.close();
        polling.interrupt();
        boolean polled = polling.join(platform.timer(REPORTING));
        if (polled) {
            poller.close();
        }
        runner.withdraw().forEach(ends::release);
        failThoseThatExit();
        awaitHandlers(platform.timer(grace));
        executions.all().forEach(execution -> execution.stop(StopReason.STOPPING));
        slots.awaitAllFree(platform.timer(Timekeeper.REACTION));
        // Some may have called for it meanwhile.
        failThoseThatExit();
        executions.all().stream().filter(execution -> !execution.isDecided()).forEach(ends::release);
        runner.close();
        checkpoints.close(platform.timer(REPORTING));
        boolean reported = reporter.close(platform.timer(REPORTING));
        holdsNothing = polled && reported && !claims.isUnsettled();
        Timer left = platform.timer(REPORTING);
        LifeCycle.end(others, left);
        LifeCycle.endWithinHalf(history, left, platform);
        // The last: a call of another loop that hangs must not let the session be taken for lost.
        LifeCycle.end(List.of(heartbeats), left);
    }

    /** Says that it waits, again and again: else a stop of many seconds seems to hang. */
    private void awaitHandlers(Timer left) throws InterruptedException {
        for (int said = 1; slots.taken() > 0 && !left.isExpired(); said++) {
            LOG.info(
                    "stopping, waits for tasks that run number={} types={} longest={}",
                    slots.taken(),
                    executions.types(),
                    left.remaining());
            Duration pause = REMINDERS.after(said, platform);
            slots.awaitAllFree(platform.timer(pause.compareTo(left.remaining()) < 0 ? pause : left.remaining()));
        }
        if (slots.taken() > 0) {
            LOG.warn(
                    "the grace time is over, interrupts tasks that run number={} types={}",
                    slots.taken(),
                    executions.types());
        }
    }

    @Override
    public void closeSession() {
        heartbeat.close(holdsNothing);
    }

    @Override
    public void closeMetrics() {
        metrics.close();
    }

    /**
     * Fails the attempts of handlers that called {@link System#exit}: such a handler waits in that call until this stop is over.
     * Otherwise the task would be handed on and end one agent after another.
     */
    private void failThoseThatExit() {
        for (Execution execution : executions.all()) {
            boolean exits = execution.stack().stream()
                    .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                            && frame.getMethodName().equals("exit"));
            if (exits) {
                ends.fail(execution, "the handler called for the end of the process (System.exit)");
                runner.writeOff(execution);
            }
        }
    }

    private void writeOff(Execution execution) {
        ends.timeOut(execution);
        runner.writeOff(execution);
        if (STUCK.isWanted()) {
            STUCK.write(
                    execution.facts(),
                    "handler does not come back, its thread is written off stuck={}",
                    runner.stuck());
        }
        if (runner.stuck() > slots.all()) {
            LOG.error("too many handlers do not come back, the agent stops stuck={}", runner.stuck());
            life.fail();
        }
    }
}
