package dev.taskq.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void aGoalIsMetAtItsBoundAndOtherwiseTheRatioToItIsTold() {
        assertThat(Figure.of("HTTP", "tasks/s", 15_000).atLeast(15_000).beside())
                .isEqualTo("≥ 15,000   met");
        assertThat(Figure.of("HTTP", "tasks/s", 7_500).atLeast(15_000).beside()).isEqualTo("≥ 15,000   0.50 of it");
        assertThat(Figure.of("1,000/s", "p95, ms", 5).atMost(5).beside()).isEqualTo("≤ 5.00   met");
        assertThat(Figure.of("1,000/s", "p95, ms", 15).atMost(5).beside()).isEqualTo("≤ 5.00   3.00 of it");
        assertThat(Figure.of("1,000/s", "p50, ms", 5).beside()).isEmpty();
    }

    @Test
    void smallValuesHaveDecimals() {
        assertThat(Figure.text(0.25)).isEqualTo("0.25");
        assertThat(Figure.text(12_345.6)).isEqualTo("12,346");
    }
}
