package dev.taskq.agent;

import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.engine.Duty;
import dev.taskq.engine.DutyLoop;
import dev.taskq.engine.Phase;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.TaskQueue;
import dev.taskq.spi.TaskStore;
import dev.taskq.telemetry.TaskLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims tasks of its handlers' types, runs them, and reports what came of them. Any number may run at once, in any number
 * of processes.
 *
 * <p>{@link #start()} opens its session and starts its threads. {@link #close()} stops in order: takes no more, hands back
 * what has not begun, lets the rest finish for the grace time, interrupts what is left and hands it back, reports, heartbeats
 * last, ends its session. The store and the queue stay open: who made them closes them. Thread-safe.
 *
 * <p>Execution is at least once: after a crash of the agent its tasks run again elsewhere. What an agent reports after a
 * task was taken back is refused.
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final TaskLog STUCK = TaskLog.worrying("stuck");
    private static final Duration REPORTING = Duration.ofSeconds(10);
    private static final int KEPT_RESULTS_A_SLOT = 4;
    private static final int FEWEST_KEPT_RESULTS = 256;

    private final Platform platform;
    private final AgentConfig config;
    private final Phase phase;
    private final SessionState sessionState;
    private final AgentMetrics metrics;
    private final HeldBytes bytes;
    private final Executions executions;
    private final Slots slots;
    private final Reporter reporter;
    private final AttemptEnds ends;
    private final Runner runner;
    private final Claims claims;
    private final AgentHeartbeat heartbeat;
    private final DutyLoop polling;
    private final DutyLoop reporting;
    private final DutyLoop timing;
    private final DutyLoop heartbeats;
    private volatile boolean healthy = true;

    private Agent(
            Platform platform,
            TaskStore store,
            TaskQueue queue,
            Handlers handlers,
            AgentConfig config,
            MeterRegistry meters) {
        this.platform = platform;
        this.phase = new Phase(platform);
        this.config = config;
        this.sessionState = new SessionState(platform);
        this.metrics = new AgentMetrics(meters, handlers.types());
        this.bytes = new HeldBytes(config.memory(), this::wakePoller);
        this.executions = new Executions(bytes);
        this.slots = new Slots(platform, config.slots(), this::wakePoller);
        this.reporter = new Reporter(
                platform,
                store.completions(),
                queue,
                executions,
                bytes,
                metrics,
                config.name(),
                Math.max(FEWEST_KEPT_RESULTS, KEPT_RESULTS_A_SLOT * config.slots()),
                this::wakeReporter,
                this::wakePoller);
        this.ends = new AttemptEnds(platform, executions, reporter);
        this.runner = new Runner(platform, config.name(), slots, ends, metrics);
        this.claims = new Claims(
                platform, store.dispatch(), handlers, sessionState, slots, executions, bytes, runner, metrics);
        Poller poller = new Poller(
                platform,
                queue,
                handlers.types(),
                sessionState,
                slots,
                bytes,
                reporter,
                claims,
                new StoreScan(platform, store.dispatch(), sessionState, executions),
                metrics);
        this.heartbeat = new AgentHeartbeat(
                store.sessions(),
                new NewSession(Kind.AGENT, config.name(), config.host(), handlers.types()),
                sessionState,
                executions,
                poller::hintsFail);
        this.polling = loop("poller", poller);
        this.reporting = loop("reporter", reporter);
        this.timing = loop("timekeeper", new Timekeeper(executions, this::writeOff, ends::reportAgain));
        this.heartbeats = loop("heartbeat", heartbeat);
        metrics.watch(slots, bytes, runner, sessionState, poller);
    }

    /**
     * An agent with default settings, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @return the agent
     */
    public static Agent of(TaskStore store, TaskQueue queue, TaskHandler<?>... handlers) {
        return of(store, queue, List.of(handlers), AgentConfig.DEFAULTS);
    }

    /**
     * An agent, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @param config its settings
     * @return the agent
     */
    public static Agent of(
            TaskStore store, TaskQueue queue, Collection<? extends TaskHandler<?>> handlers, AgentConfig config) {
        return of(store, queue, handlers, config, new CompositeMeterRegistry());
    }

    /**
     * An agent that tells of itself by metrics, not started. A coordinator may have the same registry: what both tell has the
     * label {@code role}. Two agents may not, for their gauges have the same names and labels, and of such a registry shows the
     * first alone. Where a program has several, give each a {@link CompositeMeterRegistry} of its own, with a common tag
     * ({@code own.config().commonTags("part", name)}) and the program's registry added to it.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @param config its settings
     * @param meters where its metrics go
     * @return the agent
     */
    public static Agent of(
            TaskStore store,
            TaskQueue queue,
            Collection<? extends TaskHandler<?>> handlers,
            AgentConfig config,
            MeterRegistry meters) {
        return of(store, queue, handlers, config, meters, Platform.system());
    }

    /**
     * An agent on a platform of the caller's, not started.
     *
     * @param store where tasks are kept
     * @param queue the fast hints; {@link TaskQueue#none()} for none
     * @param handlers one or more, one a type
     * @param config its settings
     * @param meters where its metrics go
     * @param platform where it gets threads, waiting, time and chance
     * @return the agent
     */
    public static Agent of(
            TaskStore store,
            TaskQueue queue,
            Collection<? extends TaskHandler<?>> handlers,
            AgentConfig config,
            MeterRegistry meters,
            Platform platform) {
        return new Agent(platform, store, queue, new Handlers(handlers), config, meters);
    }

    /**
     * Opens its session and starts its threads.
     *
     * @return this
     * @throws StoreUnavailableException if the store does not answer; then it is closed, and a new one is needed
     * @throws IllegalStateException if it was started or closed before
     */
    public Agent start() {
        phase.start();
        try {
            heartbeat.open();
        } catch (RuntimeException e) {
            metrics.close();
            phase.stopped();
            throw e;
        }
        reporter.start();
        heartbeats.start();
        reporting.start();
        timing.start();
        polling.start();
        return this;
    }

    /**
     * Whether it takes tasks: it runs, and its last heartbeat reached the store.
     *
     * @return whether it does
     */
    public boolean isReady() {
        return phase.isRunning() && sessionState.isHeartbeatWorking();
    }

    /**
     * Whether it is sound. One that has lost more threads to handlers that do not come back than it has slots, or met an
     * {@link Error} in a duty, has stopped and must be replaced, its process too.
     *
     * @return whether it is
     */
    public boolean isHealthy() {
        return healthy;
    }

    /**
     * Stops, in order. Any number of calls, each of which returns when it has stopped; the thread's
     * interruption cuts the waiting short.
     */
    @Override
    public void close() {
        if (phase.stop()) {
            stop();
        } else {
            phase.awaitStopped();
            metrics.close();
        }
    }

    private void stop() {
        try {
            stopInOrder();
        } finally {
            metrics.close();
            phase.stopped();
        }
    }

    private void stopInOrder() {
        boolean holdsNothing = false;
        try {
            polling.interrupt();
            boolean polled = polling.join(platform.timer(REPORTING));
            runner.withdraw().forEach(ends::release);
            failThoseThatExit();
            slots.awaitAllFree(config.grace(), platform);
            executions.all().forEach(execution -> execution.stop(StopReason.STOPPING));
            slots.awaitAllFree(Timekeeper.REACTION, platform);
            // Some may have called for it meanwhile.
            failThoseThatExit();
            executions.all().stream()
                    .filter(execution -> !execution.isDecided())
                    .forEach(ends::release);
            runner.close();
            boolean reported = reporter.close(REPORTING);
            holdsNothing = polled && reported && !claims.isUnsettled();
            end(List.of(reporting, timing, heartbeats));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            List.of(polling, reporting, timing, heartbeats).forEach(DutyLoop::requestStop);
        }
        heartbeat.close(holdsNothing);
    }

    private void end(List<DutyLoop> loops) throws InterruptedException {
        loops.forEach(DutyLoop::requestStop);
        for (DutyLoop loop : loops) {
            loop.join(platform.timer(REPORTING));
        }
    }

    /**
     * A handler that calls for the end of the process waits in it for this very stop: its attempt has failed, else the task
     * would be handed on and end one agent after the other.
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
            stopAsUnhealthy();
        }
    }

    private void onError(Error error) {
        LOG.error("a duty met an error, the agent stops", error);
        stopAsUnhealthy();
    }

    private void stopAsUnhealthy() {
        healthy = false;
        if (phase.stop()) {
            platform.spawn(config.name() + "-stop", ThreadKind.PLATFORM, this::stop);
        }
    }

    private void wakePoller() {
        polling.wake();
    }

    private void wakeReporter() {
        reporting.wake();
    }

    private DutyLoop loop(String duty, Duty body) {
        return new DutyLoop(platform, config.name() + "-" + duty, body, this::onError, metrics.duty(duty));
    }
}
