package dev.taskq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentPeakTest {
    private final RecentPeak peak = new RecentPeak();

    @Test
    void nothingIsThePeakOfNothing() {
        assertThat(peak.max()).isZero();
    }

    @Test
    void largestNumberCountsUntilThereAreSixtyFourNewerOnes() {
        peak.add(3);
        peak.add(9);
        for (int i = 1; i < RecentPeak.KEPT; i++) {
            peak.add(2);
            assertThat(peak.max()).isEqualTo(9);
        }
        peak.add(2);
        assertThat(peak.max()).isEqualTo(2);
    }
}
