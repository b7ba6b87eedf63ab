package dev.taskq.agent;

import dev.taskq.TaskqException;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.engine.Duty;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Sessions;
import dev.taskq.telemetry.TaskLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats for the agent's session, and reads from the answer which tasks were cancelled, which are no longer its own (they
 * were taken back, or Postgres crashed and forgot their claims), which types are paused, whether it is to take no more, and whether
 * the session was ended. If it was, the agent gives up all that it held and continues under a new session. After a heartbeat the
 * progress is stored that handlers have reported.
 */
final class AgentHeartbeat implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(AgentHeartbeat.class);
    private static final TaskLog LOST = TaskLog.worrying("lost");

    /** After the first failure in a row the next heartbeat is sent after one part in so many of the period. */
    private static final int AFTER_FAILURE_PARTS = 4;

    private static final Duration SOONEST_AFTER_FAILURE = Duration.ofMillis(500);

    private final Sessions sessions;
    private final NewSession spec;
    private final SessionState sessionState;
    private final Executions executions;
    private final BooleanSupplier hintsFail;

    /** How long it waited after the last heartbeat, which failed; zero if it did not fail. */
    private Duration afterFailure = Duration.ZERO;

    AgentHeartbeat(
            Sessions sessions,
            NewSession spec,
            SessionState sessionState,
            Executions executions,
            BooleanSupplier hintsFail) {
        this.sessions = sessions;
        this.spec = spec;
        this.sessionState = sessionState;
        this.executions = executions;
        this.hintsFail = hintsFail;
    }

    void open() {
        // It is the agent that was asked to drain: a new session begins so.
        long session = sessions.open(spec, sessionState.isDraining());
        sessionState.opened(session);
        LOG.info("session opened session={} name={} types={}", session, spec.name(), spec.types());
    }

    @Override
    public Duration round() {
        try {
            if (!sessionState.isOpen()) {
                executions.lose(sessionState.session());
                open();
            }
            heartbeat();
            if (!sessionState.isOpen()) {
                return Duration.ZERO;
            }
        } catch (TaskqException e) {
            if (afterFailure.isZero()) {
                LOG.warn(
                        "heartbeat failed, takes no more until it works session={} reason={}",
                        sessionState.session(),
                        String.valueOf(e.getCause()));
            }
            sessionState.heartbeatFailed();
            afterFailure = afterAnother();
            return afterFailure;
        }
        return sessionState.heartbeatPeriod();
    }

    /**
     * Soon, so that an agent that was cut off for a moment is heard of before it counts as dead, and twice as long after each further
     * failure in a row, up to the period. The leader chose the period by the size of the fleet, so heartbeats do not crowd a store that
     * stays away or is slow.
     */
    private Duration afterAnother() {
        Duration period = sessionState.heartbeatPeriod();
        Duration part = period.dividedBy(AFTER_FAILURE_PARTS);
        Duration soon = part.compareTo(SOONEST_AFTER_FAILURE) > 0 ? part : SOONEST_AFTER_FAILURE;
        Duration next = afterFailure.isZero() ? soon : afterFailure.multipliedBy(2);
        return next.compareTo(period) < 0 ? next : period;
    }

    private void heartbeat() {
        long session = sessionState.session();
        // Taken before the heartbeat is sent: only these may be judged by its answer.
        List<Execution> held = executions.held(session);
        HeartbeatAnswer answer = sessions.heartbeat(new Heartbeat(
                session,
                held.stream().map(Execution::held).toList(),
                spec.types(),
                hintsFail.getAsBoolean(),
                LeaseBid.NONE));
        if (!afterFailure.isZero()) {
            afterFailure = Duration.ZERO;
            LOG.info("heartbeats succeed again session={}", session);
        }
        if (answer.drain() && !sessionState.isDraining()) {
            LOG.info("was asked to drain, takes no more session={} held={}", session, held.size());
        }
        sessionState.learn(answer);
        if (answer.ended()) {
            LOG.warn(
                    "session was ended while it lived, goes on under a new one session={} held={}",
                    session,
                    held.size());
            sessionState.ended(session);
            executions.lose(session);
            return;
        }
        for (Execution execution : held) {
            // A row that its handler has completed in a transaction of its own is no longer running either.
            if (execution.isHeld()
                    && !execution.mayBeCompleted()
                    && answer.lost().contains(execution.held())) {
                if (LOST.isWanted()) {
                    LOST.write(execution.facts(), "the task was taken back while it ran");
                }
                execution.stop(StopReason.LOST);
            } else if (answer.cancelled().contains(execution.taskId())) {
                execution.stop(StopReason.CANCELLED);
            }
        }
        reportProgress(session, held);
    }

    /** After the answer, so that progress neither delays nor fails a heartbeat. What is not stored now is sent with a later one. */
    private void reportProgress(long session, List<Execution> held) {
        Map<LatestProgress, Progress> due = new LinkedHashMap<>();
        for (Execution execution : held) {
            if (execution.isHeld()) {
                execution.progress().due().ifPresent(progress -> due.put(execution.progress(), progress));
            }
        }
        if (due.isEmpty()) {
            return;
        }
        try {
            sessions.reportProgress(session, List.copyOf(due.values()));
        } catch (TaskqException e) {
            LOG.debug("progress could not be stored session={}", session, e);
            return;
        }
        due.forEach(LatestProgress::stored);
    }

    /**
     * Ends the session.
     *
     * @param holdsNothing whether all its completions are recorded and no claim is unsettled: then no reclaim has to search for any
     */
    void close(boolean holdsNothing) {
        long session = sessionState.session();
        try {
            // What was ended before, by another, is the leader's to clear.
            if (sessions.stop(session) && holdsNothing) {
                sessions.clear(List.of(session));
            }
            LOG.info("session ended session={} holdsNothing={}", session, holdsNothing);
        } catch (TaskqException e) {
            LOG.warn("session could not be ended, it will be found dead session={} reason={}", session, e.toString());
        }
    }
}
