package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leader that expects heartbeats more often than before gives agents the time to learn of it. */
class MembershipTest {
    private static final Duration RARE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(100);

    private final DutyFixture fixture = new DutyFixture();
    private final Host cut = fixture.agent("cut");
    private final Host living = fixture.agent("living");
    private SessionMonitor monitor = fixture.monitor;

    /** The leader before has made known that heartbeats are to be rare. A new one observes for the first time. */
    @BeforeEach
    void newLeader() {
        fixture.leadership.learn(
                new LeaseFacts(fixture.store.now(), 2, Map.of(), RARE, false, DutyFixture.PACE.factsValid()), false);
        monitor = fixture.monitor(fixture.store.sessions(), DutyFixture.PACE);
        pass(Duration.ofMillis(400), cut, living);
    }

    private void pass(Duration time, Host... sending) {
        pass(fixture, monitor, time, sending);
    }

    private static void pass(DutyFixture of, SessionMonitor by, Duration time, Host... sending) {
        Stopwatch passed = of.platform.stopwatch();
        while (passed.elapsed().compareTo(time) < 0) {
            of.heartbeat(sending);
            by.round();
            of.platform.pass(STEP);
        }
    }

    private LeaseFacts oftenAgain() {
        return new LeaseFacts(
                fixture.store.now(), 2, Map.of(), DutyFixture.PACE.heartbeat(), false, DutyFixture.PACE.factsValid());
    }

    private void isCutForAMoment() {
        cut.store().close();
        // It sends its next heartbeat as late as the leader before has asked for.
        pass(RARE, living);
        assertThat(fixture.isEnded(cut)).isFalse();
        pass(RARE, cut, living);
        assertThat(fixture.isEnded(cut)).isFalse();
    }

    @Test
    void agentThatWasAskedForRareHeartbeatsIsNotCutOffBeforeItsNextOne() {
        isCutForAMoment();
    }

    /** Of the leader before, the agent has not heard yet when the next one follows. */
    @Test
    void agentThatWasAskedForRareHeartbeatsIsNotCutOffBeforeItsNextOneThoughALeaderLedForAMomentMeanwhile() {
        fixture.leadership.learn(oftenAgain(), false);
        monitor = fixture.monitor(fixture.store.sessions(), DutyFixture.PACE);
        pass(Duration.ofMillis(400), cut, living);

        isCutForAMoment();
    }

    /**
     * One leader has asked for rare heartbeats, the next one for frequent ones, and the third one has started since: it knows only what
     * the second one has made known.
     */
    @Test
    void agentThatWasAskedForRareHeartbeatsIsNotCutOffThoughTheLeaderHasNotHeardOfThem() {
        DutyFixture started = new DutyFixture();
        Host agent = started.agent("cut");
        Host other = started.agent("living");
        started.leadership.learn(oftenAgain().withLongerPeriods(made().longerPeriods()), false);
        pass(started, started.monitor, Duration.ofMillis(400), agent, other);

        agent.store().close();
        pass(started, started.monitor, RARE, other);

        assertThat(started.isEnded(agent)).isFalse();
    }

    /** What this leader makes known with its next heartbeat. */
    private LeaseFacts made() {
        fixture.leadership.learn(true, fixture.leadership.leaseFromNow());
        pass(STEP.multipliedBy(3), cut, living);
        return fixture.leadership.bid().facts().orElseThrow();
    }

    @Test
    void leaderMakesTheLongerPeriodKnownUntilAllKnowTheShorterOne() {
        assertThat(made().heartbeatPeriod()).isEqualTo(DutyFixture.PACE.heartbeat());
        assertThat(made().longerPeriods()).containsOnlyKeys(RARE);

        pass(RARE.multipliedBy(4), cut, living);

        assertThat(made().longerPeriods()).isEmpty();
    }

    /** The answers bring them long after they were made. */
    @Test
    void leaderDoesNotProlongTheLongerPeriodByItsOwnFacts() {
        fixture.leadership.learn(oftenAgain().withLongerPeriods(Map.of(RARE, RARE.multipliedBy(4))), false);
        for (int i = 0; i < 20; i++) {
            LeaseFacts facts = made();
            pass(STEP.multipliedBy(2), cut, living);
            fixture.leadership.learn(facts, true);
        }
        assertThat(fixture.leadership.expectedPeriod()).isEqualTo(DutyFixture.PACE.heartbeat());
    }

    @Test
    void killedAgentIsFoundByTheLongerPeriodUntilAllKnowTheShorterOne() {
        cut.store().close();

        pass(RARE.multipliedBy(2), living);

        assertThat(fixture.isEnded(cut)).isTrue();
    }

    @Test
    void killedAgentIsFoundWithinASecondOnceAllKnowTheShorterPeriod() {
        pass(RARE.multipliedBy(4), cut, living);
        cut.store().close();

        pass(Duration.ofSeconds(1), living);

        assertThat(fixture.isEnded(cut)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    /** The period follows the size of the fleet, and is shorter from one observation to the next. */
    @Test
    void agentOfAFleetThatHasShrunkIsNotCutOffBeforeItsNextHeartbeat() {
        pass(RARE.multipliedBy(4), cut, living);
        List<Host> others = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            others.add(new Host(
                    living.store(),
                    living.store()
                            .sessions()
                            .open(new NewSession(NewSession.Kind.AGENT, "other-" + i, "host", List.of()))));
        }
        pass(STEP, Stream.concat(Stream.of(cut, living), others.stream()).toArray(Host[]::new));
        others.forEach(other -> other.store().sessions().stop(other.session()));
        pass(STEP, cut, living);

        isCutForAMoment();
    }
}
