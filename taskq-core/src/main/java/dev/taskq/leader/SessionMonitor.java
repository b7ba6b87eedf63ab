package dev.taskq.leader;

import dev.taskq.engine.Intervals;
import dev.taskq.engine.StoreClock;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.SameProcess;
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
    /** While a connection is lost: the tasks of its process wait for the observation that finds the process dead. */
    private static final Duration PERIOD_WHILE_CONNECTION_LOST = Duration.ofMillis(50);

    /** So many observations later it is not believed any more that there is no other process. The next one sees it, well before. */
    private static final double ALONE_IN_OBSERVATIONS = 2.5;

    private static final int SHARE = 5;

    /**
     * Few of the observations that prove a silence may be missing. Longer rests would let an outage between two observations look like
     * a silence.
     */
    private static final Duration LONGEST_REST = Duration.ofSeconds(2);

    private final Platform platform;
    private final DutyCycle dutyCycle;
    private final Sessions sessions;
    private final Membership membership;
    private final StoreClock storeClock;
    private final Reclaim reclaim;
    private final LeaderMetrics metrics;
    private final FailureDetector detector;
    private final ObservationPace pace;
    private final SameProcess sameProcess;
    private final Intervals intervals;
    private Duration rest = Duration.ZERO;

    SessionMonitor(
            Platform platform,
            Sessions sessions,
            Membership membership,
            StoreClock storeClock,
            Reclaim reclaim,
            LeaderMetrics metrics,
            SameProcess sameProcess,
            Intervals intervals) {
        this.platform = platform;
        this.sameProcess = sameProcess;
        this.intervals = intervals;
        this.detector = new FailureDetector(platform, intervals.silence());
        this.pace = new ObservationPace(platform, metrics);
        this.dutyCycle = new DutyCycle(platform, SHARE, LONGEST_REST);
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
        Stopwatch sinceAsked = platform.stopwatch();
        SessionList observed = sessions.all();
        storeClock.learn(observed.at());
        Duration heartbeatPeriod = membership.heartbeatPeriod();
        Set<Long> dead = detector.learn(observed, heartbeatPeriod, rest);
        pace.learn(detector.cameTooLate(), sinceAsked.elapsed(), detector.timeout(heartbeatPeriod));
        rest = dutyCycle.rest(pauseAfter(observed));
        tellOfOthers(observed);
        membership.publish(observed, detector);
        reclaim.serve(observed.sessions(), detector.heardWithin(intervals.heard()));
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
            rest = Duration.ZERO;
        }
        return rest;
    }

    private Duration pauseAfter(SessionList observed) {
        if (detector.isAnyConnectionLost()) {
            return PERIOD_WHILE_CONNECTION_LOST;
        }
        return observed.seesDeaths() ? intervals.observation() : intervals.observationWithoutSight();
    }

    /** Whether observations come too late so often that no silence is proved. */
    boolean isTooSlow() {
        return pace.isTooSlow();
    }

    private void tellOfOthers(SessionList observed) {
        long processes = observed.sessions().stream()
                .filter(session -> session.end().isEmpty())
                .map(Session::process)
                .distinct()
                .count();
        if (processes > 1) {
            sameProcess.notAlone();
        } else {
            sameProcess.alone(platform.timer(alone()));
        }
    }

    private Duration alone() {
        return Duration.ofMillis((long)
                (ALONE_IN_OBSERVATIONS * intervals.observationWithoutSight().toMillis()));
    }

    @Override
    public void termEnded() {
        sameProcess.notAlone();
        metrics.forgetSessions();
    }
}
