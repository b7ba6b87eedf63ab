package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallDeadlineTest {
    private final List<String> told = new ArrayList<>();

    @Test
    void leavingTellsTheLastActionOnce() {
        CallDeadline deadline = CallDeadline.unbounded();
        deadline.whenLeft(() -> told.add("first"));
        deadline.whenLeft(() -> told.add("last"));

        deadline.leave();
        deadline.leave();

        assertThat(deadline.hasLeft()).isTrue();
        assertThat(told).containsExactly("last");
    }

    @Test
    void whatIsSetAfterTheCallerLeftIsToldAtOnce() {
        CallDeadline deadline = CallDeadline.unbounded();
        deadline.leave();

        deadline.whenLeft(() -> told.add("late"));

        assertThat(told).containsExactly("late");
    }

    @Test
    void itsTimeIsBounded() {
        assertThat(CallDeadline.of(Duration.ZERO).longest()).isZero();
        assertThat(CallDeadline.of(Duration.ofSeconds(Long.MAX_VALUE)).longest())
                .isEqualTo(Duration.ofDays(365));
        assertThatThrownBy(() -> CallDeadline.of(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
