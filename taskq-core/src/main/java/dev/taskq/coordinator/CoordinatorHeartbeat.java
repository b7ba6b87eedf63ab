package dev.taskq.coordinator;

import dev.taskq.TaskqException;
import dev.taskq.engine.Duty;
import dev.taskq.leader.ClockWatch;
import dev.taskq.leader.Leadership;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Platform;
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
    private volatile Clock clock = new Clock(Instant.EPOCH, 0);

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
    }

    /** The store's clock at a moment of ours. */
    private record Clock(Instant stores, long ours) {}

    void open() {
        session = store.sessions().open(spec);
        // From the first moment, leader or not: a new leader must know of a jump of the clock before its term.
        Instant now = store.now();
        clock = new Clock(now, platform.nanoTime());
        clockWatch.learn(now);
        heartbeatWorking = true;
        LOG.info("session opened session={} name={}", session, spec.name());
    }

    /** The store's clock, roughly. */
    Instant storeTime() {
        Clock read = clock;
        return read.stores().plusNanos(platform.nanoTime() - read.ours());
    }

    boolean isHeartbeatWorking() {
        return heartbeatWorking;
    }

    @Override
    public Duration round() {
        boolean hintsFail = sender.hintsFail();
        long sentAt = platform.nanoTime();
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
        clock = new Clock(answer.now(), platform.nanoTime());
        clockWatch.learn(answer.now());
        backlog.learn(answer);
        boolean led = leadership.leads();
        leadership.learn(answer.leads(), sentAt);
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
