package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallerPatienceTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void leavingTellsTheLastActionOnce() {
        CallerPatience patience = CallerPatience.unbounded();
        patience.whenLeft(() -> told.add("first"));
        patience.whenLeft(() -> told.add("last"));

        patience.leave();
        patience.leave();

        assertThat(patience.hasLeft()).isTrue();
        assertThat(told).containsExactly("last");
    }

    @Test
    void whatIsSetAfterTheCallerLeftIsToldAtOnce() {
        CallerPatience patience = CallerPatience.unbounded();
        patience.leave();

        patience.whenLeft(() -> told.add("late"));

        assertThat(told).containsExactly("late");
    }

    @Test
    void itsTimeIsBounded() {
        assertThat(CallerPatience.of(Duration.ZERO).longest()).isZero();
        assertThat(CallerPatience.of(Duration.ofSeconds(Long.MAX_VALUE)).longest())
                .isEqualTo(Duration.ofDays(365));
        assertThatThrownBy(() -> CallerPatience.of(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
