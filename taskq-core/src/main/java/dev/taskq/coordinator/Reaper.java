package dev.taskq.coordinator;

import dev.taskq.engine.Duty;
import dev.taskq.spi.Platform;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the sessions: ends those that live no more, makes known what all should know of the living, and hands those that
 * have ended on to {@link Reclaim}. It judges sessions, never tasks.
 */
final class Reaper implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(Reaper.class);
    private static final Duration PERIOD = Duration.ofMillis(200);
    /** While somebody is cut off: his tasks wait for the look that finds him dead. */
    private static final Duration WATCHING = Duration.ofMillis(50);

    /** A session that beat within this time lives. */
    private static final Duration HEARD = Duration.ofSeconds(10);

    private static final int SHARE = 5;

    private final Platform platform;
    private final Pace pace;
    private final TaskStore store;
    private final Lead lead;
    private final Census census;
    private final ClockWatch clockWatch;
    private final Reclaim reclaim;
    private final Silences silences = new Silences();

    Reaper(Platform platform, TaskStore store, Lead lead, Census census, ClockWatch clockWatch, Reclaim reclaim) {
        this.platform = platform;
        this.pace = new Pace(platform, SHARE);
        this.store = store;
        this.lead = lead;
        this.census = census;
        this.clockWatch = clockWatch;
        this.reclaim = reclaim;
    }

    @Override
    public Duration round() {
        if (!lead.leads()) {
            silences.clear();
            return Lead.NOT_LEADING;
        }
        if (!pace.left().isZero()) {
            return pace.left();
        }
        pace.begin();
        Sessions sessions = store.sessions();
        clockWatch.learn(sessions.at());
        Set<Long> dead = silences.learn(sessions, census.beatPeriod(), platform.nanoTime());
        Duration rest = pace.rest(silences.isAnybodyCutOff() ? WATCHING : PERIOD);
        census.publish(sessions, silences);
        reclaim.serve(sessions.all(), silences.heard(HEARD));
        for (Session session : sessions.all()) {
            if (dead.contains(session.id())) {
                store.endSession(session.id(), EndReason.LOST);
                LOG.warn(
                        "session lost session={} kind={} name={} host={} cutOff={}",
                        session.id(),
                        session.spec().kind(),
                        session.spec().name(),
                        session.spec().host(),
                        sessions.disconnected().contains(session.process()));
            }
        }
        if (!dead.isEmpty()) {
            // Looked at again at once, so that what they held is taken back.
            pace.hurry();
            return Duration.ZERO;
        }
        return rest;
    }
}
