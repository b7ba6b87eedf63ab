package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Preset;
import dev.taskq.engine.Intervals;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a coordinator reads of the leader's counts and of the reports of sessions is believed until it is read anew, with each preset. */
class FreshReadingsTest {
    /** Of the duty that reports: it reports at the end of one. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    private static Duration late(Duration period) {
        return period.multipliedBy(11).dividedBy(10);
    }

    @ParameterizedTest
    @EnumSource
    void countIsBelievedUntilTheNextOne(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(late(intervals.idleStatistics()).plus(late(intervals.coordinatorHeartbeat())))
                .isLessThan(intervals.countBelieved());
    }

    @ParameterizedTest
    @EnumSource
    void reportOfASessionIsBelievedUntilTheNextOne(Preset preset) {
        Intervals intervals = Intervals.of(preset);

        assertThat(late(intervals.status().plus(ROUND))).isLessThan(intervals.statusValid());
    }
}
