package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often trouble is told. */
class TroubleLogTest {
    private final AtomicLong now = new AtomicLong(7);
    private final TroubleLog log = new TroubleLog(now::get);

    @Test
    void eachStateIsToldOnceAMinuteWithWhatWasLeftOut() {
        assertThat(log.toBeTold("23505")).isZero();
        assertThat(log.toBeTold("23505")).isNegative();
        assertThat(log.toBeTold("2200H")).isZero();
        now.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(log.toBeTold("23505")).isNegative();

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(log.toBeTold("23505")).isEqualTo(2);
        assertThat(log.toBeTold("23505")).isNegative();
    }

    @Test
    void statesInAnyNumberAreToldInABoundedNumberOfLines() {
        long told = IntStream.range(0, 10_000)
                .filter(i -> log.toBeTold("state " + i) >= 0)
                .count();
        assertThat(told).isEqualTo(51);
    }
}
