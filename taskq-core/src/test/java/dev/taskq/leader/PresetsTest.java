package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Preset;
import dev.taskq.engine.Intervals;
import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseBid.Wish;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The periods of a preset fit each other: the table in docs/operations.md has the bounds that follow. */
class PresetsTest {
    /** An agent whose last heartbeat was so long ago takes no tasks. */
    private static final int HEARTBEATS_UNTIL_NOTHING_IS_TAKEN = 4;

    /** When an agent sends the next heartbeat after one that failed, at the soonest. Otherwise after a quarter of the period. */
    private static final Duration SOONEST_AFTER_FAILURE = Duration.ofMillis(500);

    /** A round of a duty that meets a short failure takes less. */
    private static final Duration SLOW_ROUND = Duration.ofSeconds(4);

    /** Heartbeats and observations as late as the jitter of their loops makes them. */
    private static Duration late(Duration period) {
        return period.multipliedBy(11).dividedBy(10);
    }

    private static Duration timeout(Intervals intervals) {
        return intervals.heartbeat().multipliedBy(intervals.silence().heartbeats());
    }

    private static Duration longestObservation(Intervals intervals) {
        return late(longer(intervals.observation(), intervals.observationWithoutSight()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Lets time pass, with heartbeats of some hosts. */
    private static void pass(DutyFixture fixture, Intervals intervals, Duration time, Host... living) {
        Duration heartbeat = late(intervals.heartbeat());
        Duration observation = late(intervals.observation());
        Duration untilHeartbeat = Duration.ZERO;
        Duration untilObservation = Duration.ZERO;
        Duration step = Duration.ofMillis(10);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            if (!untilHeartbeat.isPositive()) {
                fixture.heartbeat(living);
                untilHeartbeat = heartbeat;
            }
            if (!untilObservation.isPositive()) {
                Duration next = fixture.monitor.round();
                untilObservation = next.compareTo(intervals.observation()) < 0 ? late(next) : observation;
            }
            fixture.platform.pass(step);
            untilHeartbeat = untilHeartbeat.minus(step);
            untilObservation = untilObservation.minus(step);
        }
    }

    @ParameterizedTest
    @EnumSource
    void silentAgentIsEndedAfterTheTimeoutAndALivingOneIsNot(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        DutyFixture fixture = new DutyFixture(intervals);
        Host silent = fixture.agent("silent");
        Host living = fixture.agent("living");
        Duration timeout = timeout(intervals);

        pass(fixture, intervals, timeout.minus(intervals.heartbeat()), living);
        assertThat(fixture.isEnded(silent)).isFalse();

        pass(
                fixture,
                intervals,
                intervals.heartbeat().plus(late(intervals.observation()).multipliedBy(2)),
                living);
        assertThat(fixture.isEnded(silent)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void agentWhoseConnectionIsGoneIsEndedSoonAndOneThatComesBackWithItsNextHeartbeatIsNot(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        DutyFixture fixture = new DutyFixture(intervals);
        Host killed = fixture.agent("killed");
        Host living = fixture.agent("living");
        pass(fixture, intervals, Duration.ofSeconds(3), killed, living);

        living.store().close();
        pass(fixture, intervals, intervals.heartbeat(), killed, living);
        killed.store().close();
        pass(fixture, intervals, intervals.heartbeat().multipliedBy(2).plus(late(intervals.observation())), living);

        assertThat(fixture.isEnded(killed)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void factsAreFreshAndTheLeaseIsHeldThoughOneHeartbeatOfTheLeaderIsLate(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(late(intervals.coordinatorHeartbeat())).isLessThan(intervals.lease());
        assertThat(intervals.lease()).isLessThanOrEqualTo(Sessions.LONGEST_LEASE);
        // Of an observation, published with the next heartbeat of the leader or the one after it.
        assertThat(longestObservation(intervals)
                        .plus(late(intervals.coordinatorHeartbeat()).multipliedBy(2)))
                .isLessThan(intervals.factsValid());
    }

    /** A living agent is heard of again in this time, by the heartbeat and the observation after the ones before. */
    @ParameterizedTest
    @EnumSource
    void agentThatLivesIsHeardOfInTime(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(late(intervals.heartbeat()).plus(longestObservation(intervals)))
                .isLessThan(intervals.heard());
        assertThat(intervals.heard()).isLessThanOrEqualTo(timeout(intervals));
    }

    /** Of an agent that lives, and whose session was ended because its connection was gone for 1.4 heartbeats. */
    @ParameterizedTest
    @EnumSource
    void lastLossWaitsForAnAgentOfWhichTwoMoreHeartbeatsFail(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        Duration heartbeat = intervals.heartbeat();
        Duration soon = longer(heartbeat.dividedBy(4), SOONEST_AFTER_FAILURE);
        Duration lastHeartbeatToTheEnd = heartbeat.multipliedBy(14).dividedBy(10);
        Duration untilTheThirdAfterIt = late(heartbeat).plus(late(soon)).plus(late(soon.multipliedBy(2)));

        assertThat(untilTheThirdAfterIt.plus(longestObservation(intervals)).minus(lastHeartbeatToTheEnd))
                .isLessThan(intervals.lastLossWaits());
        assertThat(intervals.lastLossWaits()).isLessThanOrEqualTo(LostSessions.KEPT);
    }

    /** One that does nothing because nothing is there must not look like one that stands still, nor if its next round is slow or fails. */
    @ParameterizedTest
    @EnumSource
    void dutySleepsForMuchLessThanAStandstill(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        Duration longest = Leadership.STANDSTILL.minus(SLOW_ROUND);

        assertThat(late(intervals.whileAlone())).isLessThanOrEqualTo(longest);
        assertThat(late(intervals.promotion())).isLessThanOrEqualTo(longest);
        assertThat(late(intervals.observation())).isLessThanOrEqualTo(longest);
        assertThat(late(Leadership.NOT_LEADING)).isLessThanOrEqualTo(longest);
    }

    /** An outage that ends before the timeout is over gives each of them time to be heard of again. */
    @ParameterizedTest
    @EnumSource
    void manyThatFallSilentTogetherAreEndedAfterTwiceTheTimeoutAndNotBeforeAMinute(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        DutyFixture fixture = new DutyFixture(intervals);
        Host living = fixture.agent("living");
        List<Host> silent = Stream.of("one", "two", "three").map(fixture::agent).toList();
        Duration twice = timeout(intervals).multipliedBy(2);
        Duration guarded = longer(twice, Duration.ofMinutes(1));

        pass(fixture, intervals, guarded.minus(intervals.heartbeat()), living);
        assertThat(silent).noneMatch(fixture::isEnded);

        pass(
                fixture,
                intervals,
                intervals.heartbeat().plus(longestObservation(intervals).multipliedBy(2)),
                living);
        assertThat(silent).allMatch(fixture::isEnded);
        assertThat(fixture.isEnded(living)).isFalse();
    }

    /** A leader that gave the lease up waits for as long before it takes it back. */
    @ParameterizedTest
    @EnumSource
    void otherCandidatesSendAHeartbeatWhileOneStandsBack(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        LeaseBid standsBack = new LeaseBid(Wish.STAND_BACK, intervals.lease(), Optional.empty());

        assertThat(late(intervals.coordinatorHeartbeat())).isLessThan(standsBack.waitAfterLease());
    }

    /** Each is seen by the observation after its last heartbeat. */
    @ParameterizedTest
    @EnumSource
    void processesThatFallSilentAtOnceAreSeenToDoSoTogether(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(late(intervals.heartbeat()).plus(longestObservation(intervals)))
                .isLessThan(intervals.silence().together());
    }

    @ParameterizedTest
    @EnumSource
    void agentThatHearsNothingTakesNothingWellBeforeItCountsAsDead(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(intervals.heartbeat().multipliedBy(HEARTBEATS_UNTIL_NOTHING_IS_TAKEN))
                .isLessThan(timeout(intervals).dividedBy(2));
    }

    @ParameterizedTest
    @EnumSource
    void coordinatorSendsHeartbeatsNoLessOftenThanItsLeaderExpectsThem(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(intervals.coordinatorHeartbeat()).isLessThanOrEqualTo(intervals.heartbeat());
    }
}
