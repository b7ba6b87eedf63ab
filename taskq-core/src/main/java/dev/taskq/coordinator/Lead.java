package dev.taskq.coordinator;

import dev.taskq.engine.DutyLoop;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseBid.Wish;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Platform;
import dev.taskq.spi.TaskStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this coordinator leads. Lead-ship comes with a committed beat and ends by itself; it saves load, and nothing
 * depends on it: two leads at once do no harm. Thread-safe.
 *
 * <p>A lead whose duties stand still, or fail again and again, is none: its beats may go well while its other connections
 * lead to a server that takes no writes. It gives the lease up, and stands back for a while: any other candidate takes it
 * first. Where there is none, it leads again.
 */
final class Lead {
    private static final Logger LOG = LoggerFactory.getLogger(Lead.class);

    /** What a duty of the lead waits while somebody else leads. */
    static final Duration NOT_LEADING = Duration.ofMillis(500);

    private static final Duration STANDSTILL = Duration.ofSeconds(10);
    /** After its rounds failed: long enough for any other to lead, and to show that it can. */
    private static final Duration STANDING_BACK = Duration.ofSeconds(30);

    private final Platform platform;
    private final boolean candidate;
    private final List<DutyLoop> duties = new ArrayList<>();
    private volatile long leadsUntil;
    private volatile long standsBackUntil;
    private volatile boolean givenUp;
    private volatile @Nullable LeaseFacts facts;

    Lead(Platform platform, boolean candidate) {
        this.platform = platform;
        this.candidate = candidate;
        this.leadsUntil = platform.nanoTime();
        this.standsBackUntil = leadsUntil;
    }

    /** Names a duty of the lead, before the start. */
    void watch(DutyLoop duty) {
        duties.add(duty);
    }

    boolean leads() {
        return leadsUntil - platform.nanoTime() > 0;
    }

    void giveUp() {
        givenUp = true;
        leadsUntil = platform.nanoTime();
    }

    void publish(LeaseFacts found) {
        facts = found;
    }

    LeaseBid bid() {
        if (givenUp) {
            return new LeaseBid(Wish.GIVE_UP, Optional.empty());
        }
        if (duties.stream().anyMatch(duty -> duty.sinceLastRound().compareTo(STANDSTILL) > 0)) {
            return LeaseBid.NONE;
        }
        long now = platform.nanoTime();
        if (leads() && duties.stream().anyMatch(duty -> duty.sinceLastSuccess().compareTo(STANDSTILL) > 0)) {
            LOG.warn("duties of the lead fail again and again, another may lead");
            standsBackUntil = now + STANDING_BACK.toNanos();
            leadsUntil = now;
            return new LeaseBid(Wish.GIVE_UP, Optional.empty());
        }
        return new LeaseBid(wish(now), leads() ? Optional.ofNullable(facts) : Optional.empty());
    }

    private Wish wish(long now) {
        if (!candidate) {
            return Wish.SPARE;
        }
        return standsBackUntil - now > 0 ? Wish.STAND_BACK : Wish.LEAD;
    }

    /**
     * Takes in what a beat said.
     *
     * @param leads whether it holds the lease
     * @param sentAt when the beat was sent, by the platform's clock: the lease is counted from there, to end sooner here
     *     than in the store
     */
    void learn(boolean leads, long sentAt) {
        leadsUntil = leads && !givenUp ? sentAt + TaskStore.LEASE.toNanos() : sentAt;
    }
}
