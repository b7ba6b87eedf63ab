package dev.taskq.leader;

import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Session;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Observes the sessions: ends those that the {@link FailureDetector} finds dead, makes known what all should know of the living
 * ones, and hands those that have ended to {@link Reclaim}. It judges sessions, never tasks.
 */
final class SessionMonitor implements LeaderDuty {
    private static final Logger LOG = LoggerFactory.getLogger(SessionMonitor.class);
    private static final Duration PERIOD = Duration.ofMillis(200);
    /** While a connection is lost: the tasks of its process wait for the observation that finds the process dead. */
    private static final Duration PERIOD_WHILE_CONNECTION_LOST = Duration.ofMillis(50);

    /** A session that was heard of within this time lives. */
    private static final Duration HEARD = Duration.ofSeconds(10);

    private static final int SHARE = 5;

    private final DutyCycle dutyCycle;
    private final Sessions sessions;
    private final Membership membership;
    private final StoreClock storeClock;
    private final Reclaim reclaim;
    private final LeaderMetrics metrics;
    private final FailureDetector detector;

    SessionMonitor(
            Platform platform,
            Sessions sessions,
            Membership membership,
            StoreClock storeClock,
            Reclaim reclaim,
            LeaderMetrics metrics) {
        this.detector = new FailureDetector(platform);
        this.dutyCycle = new DutyCycle(platform, SHARE);
        this.sessions = sessions;
        this.membership = membership;
        this.storeClock = storeClock;
        this.reclaim = reclaim;
        this.metrics = metrics;
    }

    @Override
    public Duration round() {
        if (!dutyCycle.left().isZero()) {
            return dutyCycle.left();
        }
        dutyCycle.begin();
        SessionList observed = sessions.all();
        storeClock.learn(observed.at());
        Set<Long> dead = detector.learn(observed, membership.heartbeatPeriod());
        Duration rest = dutyCycle.rest(detector.isAnyConnectionLost() ? PERIOD_WHILE_CONNECTION_LOST : PERIOD);
        membership.publish(observed, detector);
        reclaim.serve(observed.sessions(), detector.heardWithin(HEARD));
        for (Session session : observed.sessions()) {
            if (dead.contains(session.id()) && sessions.endLost(session.id(), session.heartbeats())) {
                LOG.warn(
                        "session lost session={} kind={} name={} host={} cutOff={}",
                        session.id(),
                        session.spec().kind(),
                        session.spec().name(),
                        session.spec().host(),
                        observed.disconnected().contains(session.process()));
            }
        }
        if (!dead.isEmpty()) {
            // Observed again at once, so that what they held is taken back.
            dutyCycle.hurry();
            return Duration.ZERO;
        }
        return rest;
    }

    @Override
    public void termEnded() {
        metrics.forgetSessions();
    }
}
