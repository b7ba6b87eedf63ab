package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.engine.Duty;
import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a leader knows lives for one term. */
class LeaderDutiesTest {
    private static final Duration STEP = Duration.ofMillis(200);

    private final DutyFixture fixture = new DutyFixture();
    private final LeaderDuties duties = new LeaderDuties(
            new TermResources(
                    fixture.platform,
                    fixture.store,
                    fixture.queue,
                    fixture.storeClock,
                    fixture::send,
                    fixture.store.types()::register,
                    new LeaderConfig(100_000, Duration.ofDays(7), Duration.ofDays(30), DutyFixture.PACE),
                    fixture.metrics),
            fixture.leadership);
    private final Map<DutyName, Duty> all = new EnumMap<>(DutyName.class);

    LeaderDutiesTest() {
        for (DutyName name : DutyName.values()) {
            all.put(name, duties.duty(name));
        }
    }

    private void roundsFor(Duration time, boolean leads) throws InterruptedException {
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plus(STEP)) {
            fixture.platform.pass(STEP);
            fixture.leadership.learn(leads, fixture.platform.timer(Sessions.LEASE));
            for (Duty duty : all.values()) {
                duty.round();
            }
        }
    }

    @Test
    void coordinatorThatIsNotTheLeaderDoesNothing() throws Exception {
        Host killed = fixture.agent("killed");
        killed.store().close();
        fixture.submit(5);

        roundsFor(Duration.ofMinutes(2), false);

        assertThat(fixture.isEnded(killed)).isFalse();
        assertThat(fixture.hints()).isZero();
        assertThat(fixture.store.types().all().getFirst().countedAt()).isEmpty();
        for (Duty duty : all.values()) {
            assertThat(duty.round()).isEqualTo(Leadership.NOT_LEADING);
        }
    }

    /** They wait for seconds while another coordinator leads. */
    @Test
    void dutiesAreWokenWhenLeadershipIsGained() {
        long before = duties.wakeUp(DutyName.PROMOTER).count();
        fixture.leadership.learn(false, fixture.platform.timer(Sessions.LEASE));
        assertThat(duties.wakeUp(DutyName.PROMOTER).count()).isEqualTo(before);

        fixture.leadership.learn(true, fixture.platform.timer(Sessions.LEASE));
        fixture.leadership.learn(true, fixture.platform.timer(Sessions.LEASE));

        assertThat(duties.wakeUp(DutyName.PROMOTER).count()).isEqualTo(before + 1);
    }

    /** The silence that one term has counted is not proven in the next: the process may have been heard of in between. */
    @Test
    void silenceIsCountedAnewInEachTerm() throws Exception {
        Host silent = fixture.agent("silent");
        fixture.heartbeat(silent);
        roundsFor(Duration.ofSeconds(9), true);
        roundsFor(Duration.ofSeconds(1), false);
        roundsFor(Duration.ofSeconds(9), true);
        assertThat(fixture.isEnded(silent)).isFalse();

        roundsFor(Duration.ofSeconds(2), true);
        assertThat(fixture.isEnded(silent)).isTrue();
    }

    /** The lease may run out and be held again before any duty looks. */
    @Test
    void termEndsWithTheLeaseAlsoWhereNoDutySawIt() throws Exception {
        Host silent = fixture.agent("silent");
        fixture.heartbeat(silent);
        roundsFor(Duration.ofSeconds(9), true);
        fixture.leadership.learn(false, fixture.platform.timer(Sessions.LEASE));
        fixture.leadership.learn(true, fixture.platform.timer(Sessions.LEASE));
        roundsFor(Duration.ofSeconds(9), true);
        assertThat(fixture.isEnded(silent)).isFalse();
    }

    @Test
    void whatOnlyTheLeaderShowsIsGoneWithItsTerm() throws Exception {
        Host living = fixture.agent("living");
        fixture.submit(3);
        fixture.heartbeat(living);
        roundsFor(Duration.ofSeconds(5), true);
        List<String> names = List.of(
                "taskq.type.paused",
                "taskq.queue.depth",
                "taskq.queue.oldest.waiting",
                "taskq.queue.count.age",
                "taskq.agents",
                "taskq.sessions");
        assertThat(names)
                .allSatisfy(name ->
                        assertThat(fixture.meters.find(name).gauges()).as(name).isNotEmpty());

        fixture.leadership.giveUp();
        for (Duty duty : all.values()) {
            duty.round();
        }

        assertThat(names)
                .allSatisfy(name ->
                        assertThat(fixture.meters.find(name).gauges()).as(name).isEmpty());
    }
}
