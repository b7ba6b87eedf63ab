package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.StoreUnavailableException;
import dev.taskq.engine.Duty;
import dev.taskq.engine.DutyLoop;
import dev.taskq.spi.LeaseBid.Wish;
import dev.taskq.spi.Platform;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When a lead lets go. */
class LeadTest {
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final ManualPlatform time = new ManualPlatform();
    private final Lead lead = new Lead(time, true);
    private final DutyFixture fixture = new DutyFixture();

    /** Runs a duty's rounds at once, as its own thread would. */
    private DutyLoop rounds(int number, boolean fail) {
        AtomicInteger left = new AtomicInteger(number);
        DutyLoop[] loop = new DutyLoop[1];
        Duty duty = () -> {
            time.pass(ROUND);
            if (left.decrementAndGet() == 0) {
                loop[0].requestStop();
            }
            if (fail) {
                throw new StoreUnavailableException(null);
            }
            return Duration.ZERO;
        };
        loop[0] = new DutyLoop(new InOneThread(time), "duty", duty, error -> {}, fixture.metrics.duty("promoter"));
        return loop[0];
    }

    private void run(int number, boolean fail) {
        DutyLoop loop = rounds(number, fail);
        lead.watch(loop);
        loop.start();
        lead.learn(true, time.nanoTime());
    }

    @Test
    void leadWhoseRoundsKeepFailingLetsGoAndStandsBack() {
        run(3, true);
        assertThat(lead.bid().wish()).isEqualTo(Wish.GIVE_UP);
        assertThat(lead.leads()).isFalse();
        assertThat(lead.bid().wish()).isEqualTo(Wish.STAND_BACK);

        // Where no other takes the lease, it leads again.
        lead.learn(true, time.nanoTime());
        assertThat(lead.leads()).isTrue();
    }

    @Test
    void leadWhoseRoundsFailForAMomentStays() {
        run(2, true);
        assertThat(lead.bid().wish()).isEqualTo(Wish.LEAD);
        assertThat(lead.leads()).isTrue();
    }

    @Test
    void leadWhoseRoundsEndWellStays() {
        run(5, false);
        assertThat(lead.bid().wish()).isEqualTo(Wish.LEAD);
    }

    @Test
    void whoDoesNotLeadIsNoWorseForRoundsThatFailed() {
        run(3, true);
        lead.learn(false, time.nanoTime());
        assertThat(lead.bid().wish()).isEqualTo(Wish.LEAD);
    }

    /** A thread runs to its end where it is started. */
    private record InOneThread(ManualPlatform time) implements Platform {
        @Override
        public long nanoTime() {
            return time.nanoTime();
        }

        @Override
        public RandomGenerator random() {
            return time.random();
        }

        @Override
        public Worker spawn(String name, ThreadKind kind, Runnable body) {
            body.run();
            return Platform.system().current();
        }

        @Override
        public Worker current() {
            return Platform.system().current();
        }

        @Override
        public Signal newSignal() {
            return time.newSignal();
        }
    }
}
