package dev.taskq.leader;

import dev.taskq.engine.DutyLoop;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.platform.Timer;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseBid.Wish;
import dev.taskq.spi.LeaseFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this coordinator is the leader. Leadership comes with a committed heartbeat and ends by itself. It saves load, and
 * nothing depends on it: two leaders at once do no harm. Thread-safe.
 *
 * <p>A leader whose duties stand still, or fail again and again, gives the lease up: its heartbeats may go well while its other
 * connections reach a server that takes no writes (a failover). It then stands back for a while, so that any other candidate
 * takes the lease first. If there is no other, it leads again.
 */
public final class Leadership {
    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

    /** How long a duty of the leader waits at most until this coordinator leads. It is woken when that begins. */
    static final Duration NOT_LEADING = Duration.ofSeconds(5);

    /** Of a duty without the end of a round. */
    public static final Duration STANDSTILL = Duration.ofSeconds(10);

    /** After its rounds failed: long enough for another candidate to lead, and to show that it can. */
    private static final Duration STANDS_BACK_FOR = Duration.ofSeconds(30);

    private final Platform platform;
    private final boolean candidate;
    private final Duration leaseLength;
    private final List<DutyLoop> duties = new ArrayList<>();
    private final List<Signal> wakeUps = new ArrayList<>();
    private final Timer standsBack;
    private final ExpectedPeriod expectedPeriod;
    private volatile Timer lease;
    private volatile boolean givenUp;
    private volatile @Nullable LeaseFacts facts;
    private final AtomicLong terms = new AtomicLong();

    /**
     * Not the leader yet.
     *
     * @param candidate whether it bids for the lease; one that does not still takes it if no candidate holds it
     * @param leaseLength how long a lease that it wins is valid
     */
    public Leadership(Platform platform, boolean candidate, Duration leaseLength) {
        this.platform = platform;
        this.candidate = candidate;
        this.leaseLength = leaseLength;
        this.lease = platform.timer(Duration.ZERO);
        this.standsBack = platform.timer(Duration.ZERO);
        this.expectedPeriod = new ExpectedPeriod(platform);
    }

    /** Names a duty of the leader, before the start. */
    public void watch(DutyLoop duty) {
        duties.add(duty);
    }

    /** Names a signal that is raised each time that leadership is gained, before the start. */
    void wakes(Signal duty) {
        wakeUps.add(duty);
    }

    /** Whether it is the leader now. */
    public boolean leads() {
        return !lease.isExpired();
    }

    /** The number of the current term, or of the last one. It rises each time that leadership is gained. */
    long term() {
        return terms.get();
    }

    /** Ends leadership for good. */
    public void giveUp() {
        givenUp = true;
        lease.expire();
    }

    /** Takes what the leader makes known with its next heartbeat. */
    void publish(LeaseFacts found) {
        // Before it is sent: that heartbeat may take effect and its answer be lost.
        expectedPeriod.ask(found.heartbeatPeriod());
        facts = found;
    }

    /**
     * How rarely sessions may still send heartbeats, by all that this coordinator has heard of leaders. It outlives terms: a session
     * may know only what the leader before the last one asked for. Zero while nothing is known.
     */
    Duration expectedPeriod() {
        return expectedPeriod.get();
    }

    /** How long the lease will be held that a heartbeat may win which is sent now. It ends sooner here than in the store. */
    public Timer leaseFromNow() {
        return platform.timer(leaseLength);
    }

    /** What the next heartbeat says about the lease. */
    public LeaseBid bid() {
        if (givenUp) {
            return bid(Wish.GIVE_UP, Optional.empty());
        }
        if (duties.stream().anyMatch(duty -> duty.sinceLastRound().compareTo(STANDSTILL) > 0)) {
            return LeaseBid.NONE;
        }
        if (leads() && duties.stream().anyMatch(duty -> duty.sinceLastSuccess().compareTo(STANDSTILL) > 0)) {
            LOG.warn("duties of the leader fail again and again, another coordinator may lead");
            standsBack.reset(STANDS_BACK_FOR);
            lease.expire();
            return bid(Wish.GIVE_UP, Optional.empty());
        }
        return bid(wish(), leads() ? Optional.ofNullable(facts) : Optional.empty());
    }

    private LeaseBid bid(Wish wish, Optional<LeaseFacts> made) {
        // What is left of the longer periods is told as of now, however old the observation is.
        return new LeaseBid(
                wish,
                leaseLength,
                made.map(known -> known.withLongerPeriods(expectedPeriod.longer(known.heartbeatPeriod()))));
    }

    private Wish wish() {
        if (!candidate) {
            return Wish.SPARE;
        }
        return standsBack.isExpired() ? Wish.LEAD : Wish.STAND_BACK;
    }

    /**
     * Takes in what the last leader has made known, by the answer to a heartbeat. Before {@link #learn(boolean, Timer)}: a term
     * begins with it.
     *
     * @param own whether this coordinator has made it known, with this heartbeat. Then it does not learn from it which longer periods
     *     are expected: it would prolong each by the time that the answer took
     */
    public void learn(LeaseFacts found, boolean own) {
        expectedPeriod.ask(found.heartbeatPeriod());
        if (!own) {
            expectedPeriod.learn(found.longerPeriods());
        }
    }

    /**
     * Takes in the answer to a heartbeat.
     *
     * @param leads whether it holds the lease
     * @param asked {@link #leaseFromNow} before the heartbeat was sent
     */
    public void learn(boolean leads, Timer asked) {
        boolean gained = leads && !leads();
        if (gained) {
            facts = null;
            terms.incrementAndGet();
        }
        if (!leads || givenUp) {
            asked.expire();
        }
        lease = asked;
        if (gained) {
            wakeUps.forEach(Signal::raise);
        }
    }
}
