package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Preset;
import dev.taskq.engine.Intervals;
import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Sessions;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The periods of a preset fit each other: the table in docs/operations.md has the bounds that follow. */
class PresetsTest {
    private static final int HEARTBEATS_OF_THE_TIMEOUT = 20;

    /** Heartbeats and observations as late as the jitter of their loops makes them. */
    private static Duration late(Duration period) {
        return period.multipliedBy(11).dividedBy(10);
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
    void silentAgentIsEndedAfterTwentyHeartbeatsAndALivingOneIsNot(Preset preset) {
        Intervals intervals = Intervals.of(preset);
        DutyFixture fixture = new DutyFixture(intervals);
        Host silent = fixture.agent("silent");
        Host living = fixture.agent("living");
        Duration timeout = intervals.heartbeat().multipliedBy(HEARTBEATS_OF_THE_TIMEOUT);

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
    void factsAreFreshAndTheLeaseIsHeldThoughOneHeartbeatIsLate(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(late(intervals.heartbeat())).isLessThan(Sessions.LEASE);
        // Of an observation, published with the next heartbeat, and heard with the next one of another session.
        assertThat(late(longer(intervals.observation(), Duration.ofSeconds(1)))
                        .plus(late(intervals.heartbeat()).multipliedBy(2)))
                .isLessThan(LeaseFacts.FRESH);
    }
}
