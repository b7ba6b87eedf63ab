package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.StoreUnavailableException;
import dev.taskq.engine.Duty;
import dev.taskq.engine.DutyLoop;
import dev.taskq.platform.Platform;
import dev.taskq.spi.LeaseBid.Wish;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Sessions;
import dev.taskq.telemetry.RoleMetrics;
import dev.taskq.telemetry.RoleMetrics.Role;
import dev.taskq.telemetry.StateGauges;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** When a leader lets go. */
class LeadershipTest {
    private static final Duration ROUND = Duration.ofSeconds(4);

    private final ManualPlatform time = new ManualPlatform();
    private final Leadership leadership = new Leadership(time, true, Sessions.LEASE);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final RoleMetrics metrics = new RoleMetrics(meters, new StateGauges(meters), Role.COORDINATOR);

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
        loop[0] = new DutyLoop(
                new InOneThread(time), "duty", duty, time.newSignal(), error -> {}, metrics.duty("promoter"));
        return loop[0];
    }

    private void run(int number, boolean fail) {
        DutyLoop loop = rounds(number, fail);
        leadership.watch(loop);
        loop.start();
        leadership.learn(true, time.timer(Sessions.LEASE));
    }

    @Test
    void leaderWhoseRoundsKeepFailingLetsGoAndStandsBack() {
        run(3, true);
        assertThat(leadership.bid().wish()).isEqualTo(Wish.GIVE_UP);
        assertThat(leadership.leads()).isFalse();
        assertThat(leadership.bid().wish()).isEqualTo(Wish.STAND_BACK);

        // Where no other takes the lease, it leads again.
        leadership.learn(true, time.timer(Sessions.LEASE));
        assertThat(leadership.leads()).isTrue();
    }

    @Test
    void leaderWhoseRoundsFailForAMomentStays() {
        run(2, true);
        assertThat(leadership.bid().wish()).isEqualTo(Wish.LEAD);
        assertThat(leadership.leads()).isTrue();
    }

    @Test
    void leaderWhoseRoundsEndWellStays() {
        run(5, false);
        assertThat(leadership.bid().wish()).isEqualTo(Wish.LEAD);
    }

    @Test
    void coordinatorThatDoesNotLeadIsNoWorseForRoundsThatFailed() {
        run(3, true);
        leadership.learn(false, time.timer(Sessions.LEASE));
        assertThat(leadership.bid().wish()).isEqualTo(Wish.LEAD);
    }

    /** The answer was under way while the leader observed the sessions. Its next heartbeat comes before it observes them again. */
    @Test
    void newLeaderMakesTheLongerPeriodKnownThoughItLearnsItAfterItHasAskedForAShorterOne() {
        leadership.learn(facts(Duration.ofSeconds(5)), false);
        leadership.learn(true, time.timer(Sessions.LEASE));

        leadership.publish(facts(Duration.ofMillis(500)));
        leadership.learn(facts(Duration.ofSeconds(5)), false);

        LeaseFacts made = leadership.bid().facts().orElseThrow();
        assertThat(made.heartbeatPeriod()).isEqualTo(Duration.ofMillis(500));
        assertThat(made.longerPeriods()).isEqualTo(Map.of(Duration.ofSeconds(5), Duration.ofSeconds(20)));
    }

    private static LeaseFacts facts(Duration heartbeatPeriod) {
        return new LeaseFacts(Instant.EPOCH, 1, Map.of(), heartbeatPeriod, false, Duration.ofSeconds(5));
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
