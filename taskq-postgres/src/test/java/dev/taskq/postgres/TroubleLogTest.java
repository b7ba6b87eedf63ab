package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often server errors are logged. */
class TroubleLogTest {
    private final AtomicLong now = new AtomicLong(7);
    private final TroubleLog log = new TroubleLog(new ManualTime());

    /** Time that the test moves. */
    private final class ManualTime implements Platform {
        @Override
        public long nanoTime() {
            return now.get();
        }

        @Override
        public RandomGenerator random() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Worker spawn(String name, ThreadKind kind, Runnable body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Worker current() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Signal newSignal() {
            throw new UnsupportedOperationException();
        }
    }

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
