package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
    private final Random random = new Random(1);

    @Test
    void exponentialGrowsAndIsClamped() {
        RetryPolicy policy = RetryPolicy.exponential(Duration.ofSeconds(1), 2, Duration.ofMinutes(10));
        assertThat(policy.delayAfter(1, random)).contains(Duration.ofSeconds(1));
        assertThat(policy.delayAfter(4, random)).contains(Duration.ofSeconds(8));
        assertThat(policy.delayAfter(11, random)).contains(Duration.ofMinutes(10));
        assertThat(policy.delayAfter(Integer.MAX_VALUE, random)).contains(Duration.ofMinutes(10));
    }

    @Test
    void jitterStaysWithinItsShare() {
        RetryPolicy policy = RetryPolicy.exponential();
        for (int i = 0; i < 1_000; i++) {
            assertThat(policy.delayAfter(3, random).orElseThrow())
                    .isBetween(Duration.ofMillis(3_200), Duration.ofMillis(4_800));
        }
    }

    @Test
    void limitedEndsAtItsBound() {
        RetryPolicy policy = RetryPolicy.fixed(Duration.ofSeconds(2)).limitedTo(3);
        assertThat(policy.delayAfter(2, random)).contains(Duration.ofSeconds(2));
        assertThat(policy.delayAfter(3, random)).isEmpty();
    }

    @Test
    void noneNeverTriesAgain() {
        assertThat(RetryPolicy.none().delayAfter(1, random)).isEmpty();
    }

    @Test
    void aLambdaIsAPolicy() {
        RetryPolicy policy = (failures, chance) -> Optional.of(Duration.ofSeconds(failures));
        assertThat(policy.delayAfter(7, random)).contains(Duration.ofSeconds(7));
    }

    @Test
    void nonsenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.fixed(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(Duration.ZERO, 2, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential(Duration.ofSeconds(1), Double.NaN, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RetryPolicy.exponential().withJitter(1.5));
    }
}
