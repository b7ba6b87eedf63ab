package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SignInLimitsTest {
    private final AtomicLong now = new AtomicLong();
    private final SignInLimits limits = new SignInLimits(now::get);

    @Test
    void anAddressHasABurstAndThenOneAttemptEachTenSeconds() {
        for (int i = 0; i < SignInLimits.BURST; i++) {
            assertThat(limits.take("10.0.0.1")).isEmpty();
        }
        assertThat(limits.take("10.0.0.1")).contains(Duration.ofSeconds(10));
        assertThat(limits.take("10.0.0.2")).isEmpty();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(limits.take("10.0.0.1")).isEmpty();
        assertThat(limits.take("10.0.0.1")).isPresent();
    }

    @Test
    void successGivesAllAttemptsBack() {
        for (int i = 0; i < SignInLimits.BURST; i++) {
            limits.take("10.0.0.1");
        }
        limits.succeeded("10.0.0.1");
        assertThat(limits.take("10.0.0.1")).isEmpty();
    }

    @Test
    void addressesThatAreRememberedAreBounded() {
        for (int i = 0; i < SignInLimits.MOST + 100; i++) {
            limits.take("address-" + i);
        }
        assertThat(limits.size()).isEqualTo(SignInLimits.MOST);
    }
}
