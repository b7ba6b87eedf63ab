package dev.taskq.coordinator;

import dev.taskq.TaskqException;
import dev.taskq.engine.Duty;
import dev.taskq.leader.ClockWatch;
import dev.taskq.leader.Leadership;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends heartbeats for the coordinator's session, and learns with it: whether it leads, how much waits, what time it is. */
final class CoordinatorHeartbeat implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorHeartbeat.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final Platform platform;
    private final TaskStore store;
    private final NewSession spec;
    private final Leadership leadership;
    private final Backlog backlog;
    private final Sender sender;
    private final ClockWatch clockWatch;
    private volatile long session;
    private volatile boolean heartbeatWorking;
    private volatile Clock clock;

    CoordinatorHeartbeat(
            Platform platform,
            TaskStore store,
            NewSession spec,
            Leadership leadership,
            Backlog backlog,
            Sender sender,
            ClockWatch clockWatch) {
        this.platform = platform;
        this.store = store;
        this.spec = spec;
        this.leadership = leadership;
        this.backlog = backlog;
        this.sender = sender;
        this.clockWatch = clockWatch;
        this.clock = new Clock(Instant.EPOCH, platform.stopwatch());
    }

    /** What the store's clock said, and how long ago. */
    private record Clock(Instant read, Stopwatch since) {
        Instant now() {
            return read.plus(since.elapsed());
        }
    }

    void open() {
        session = store.sessions().open(spec);
        // From the first moment, leader or not: a new leader must know of a jump of the clock before its term.
        Instant now = store.now();
        clock = new Clock(now, platform.stopwatch());
        clockWatch.learn(now);
        heartbeatWorking = true;
        LOG.info("session opened session={} name={}", session, spec.name());
    }

    /** The store's clock, roughly. */
    Instant storeTime() {
        return clock.now();
    }

    boolean isHeartbeatWorking() {
        return heartbeatWorking;
    }

    @Override
    public Duration round() {
        boolean hintsFail = sender.hintsFail();
        // Counted from before the heartbeat is sent, so that the lease ends here sooner than in the store.
        Timer lease = platform.timer(Sessions.LEASE);
        HeartbeatAnswer answer;
        try {
            answer = store.sessions()
                    .heartbeat(new Heartbeat(session, List.of(), backlog.recentTypes(), hintsFail, leadership.bid()));
        } catch (TaskqException e) {
            if (heartbeatWorking) {
                heartbeatWorking = false;
                LOG.warn("heartbeat failed, goes on session={} reason={}", session, String.valueOf(e.getCause()));
            }
            return PERIOD;
        }
        if (!heartbeatWorking) {
            LOG.info("heartbeats succeed again session={}", session);
        }
        heartbeatWorking = true;
        clock = new Clock(answer.now(), platform.stopwatch());
        clockWatch.learn(answer.now());
        backlog.learn(answer);
        boolean led = leadership.leads();
        leadership.learn(answer.leads(), lease);
        if (led != answer.leads()) {
            LOG.info("leadership changed leads={} session={}", answer.leads(), session);
        }
        if (answer.ended()) {
            LOG.warn("session was ended while it lived, goes on under a new one session={}", session);
            open();
            return Duration.ZERO;
        }
        return PERIOD;
    }

    /** Gives the lease up and ends the session; a coordinator holds nothing, so the session is cleared at once. */
    void close() {
        leadership.giveUp();
        try {
            store.sessions().heartbeat(new Heartbeat(session, List.of(), List.of(), false, leadership.bid()));
            if (store.sessions().stop(session)) {
                store.sessions().clear(List.of(session));
            }
            LOG.info("session ended session={}", session);
        } catch (TaskqException e) {
            LOG.warn("session could not be ended, it will be found dead session={} reason={}", session, e.toString());
        }
    }
}
