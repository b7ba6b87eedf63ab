package dev.taskq.coordinator;

import dev.taskq.TaskqException;
import dev.taskq.engine.Duty;
import dev.taskq.engine.StoreClock;
import dev.taskq.leader.Leadership;
import dev.taskq.platform.Timer;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats for the coordinator's session, and reads from the answer whether it leads, how many tasks wait, and the store's
 * time.
 */
final class CoordinatorHeartbeat implements Duty {
    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorHeartbeat.class);

    /**
     * After a heartbeat that failed: if it failed at once, the next one comes before the lease of a leader ends, with each preset. And
     * after one that did not bid: where there is no other candidate, there is no leader until the next bid.
     */
    private static final Duration SOON = Duration.ofMillis(500);

    private final Sessions sessions;
    private final NewSession spec;
    private final Leadership leadership;
    private final Backlog backlog;
    private final Sender sender;
    private final StoreClock storeClock;
    private final Duration period;
    private final LeaderFacts leaderFacts = new LeaderFacts();
    private volatile long session;
    private volatile boolean heartbeatWorking;

    CoordinatorHeartbeat(
            Sessions sessions,
            NewSession spec,
            Leadership leadership,
            Backlog backlog,
            Sender sender,
            StoreClock storeClock,
            Duration period) {
        this.sessions = sessions;
        this.spec = spec;
        this.leadership = leadership;
        this.backlog = backlog;
        this.sender = sender;
        this.storeClock = storeClock;
        this.period = period;
    }

    void open() {
        // Every coordinator reads the clock from its start: a new leader must know of a jump that happened before its
        // term. Before the session, so that a read that fails leaves no session behind.
        storeClock.read();
        session = sessions.open(spec);
        heartbeatWorking = true;
        LOG.info("session opened session={} name={}", session, spec.name());
    }

    long session() {
        return session;
    }

    LeaderFacts leaderFacts() {
        return leaderFacts;
    }

    boolean isHeartbeatWorking() {
        return heartbeatWorking;
    }

    @Override
    public Duration round() {
        boolean hintsFail = sender.hintsFail();
        Timer lease = leadership.leaseFromNow();
        LeaseBid bid = leadership.bid();
        HeartbeatAnswer answer;
        try {
            answer = sessions.heartbeat(new Heartbeat(session, List.of(), backlog.recentTypes(), hintsFail, bid));
        } catch (TaskqException e) {
            if (heartbeatWorking) {
                heartbeatWorking = false;
                LOG.warn("heartbeat failed, goes on session={} reason={}", session, String.valueOf(e.getCause()));
            }
            return SOON;
        }
        if (!heartbeatWorking) {
            LOG.info("heartbeats succeed again session={}", session);
        }
        heartbeatWorking = true;
        storeClock.learn(answer.now());
        backlog.learn(answer);
        leaderFacts.learn(answer);
        boolean ownFacts = answer.leads() && bid.facts().isPresent();
        answer.facts().ifPresent(facts -> leadership.learn(facts, ownFacts));
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
        Duration asked = leaderFacts.heartbeatPeriod().orElse(period);
        return shorter(bids(bid) ? period : SOON, asked);
    }

    private static boolean bids(LeaseBid bid) {
        return switch (bid.wish()) {
            case LEAD, STAND_BACK, SPARE -> true;
            case NONE, GIVE_UP -> false;
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Gives the lease up and ends the session; a coordinator holds nothing, so the session is cleared at once. */
    void close() {
        leadership.giveUp();
        try {
            sessions.heartbeat(new Heartbeat(session, List.of(), List.of(), false, leadership.bid()));
            if (sessions.stop(session)) {
                sessions.clear(List.of(session));
            }
            LOG.info("session ended session={}", session);
        } catch (TaskqException e) {
            LOG.warn("session could not be ended, it will be found dead session={} reason={}", session, e.toString());
        }
    }
}
