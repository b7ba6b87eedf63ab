package dev.taskq.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** How well times are told that were counted in buckets. */
class TimeBucketsTest {
    private static TimeBuckets of(long... micros) {
        long[] counts = new long[TimeBuckets.MOST];
        for (long time : micros) {
            counts[TimeBuckets.bucketOf(Duration.ofNanos(time * 1_000))]++;
        }
        return TimeBuckets.of(counts);
    }

    /** Over the whole range from a millisecond to days. */
    @Test
    void eachTimeIsToldWithinTenPercent() {
        SplittableRandom random = new SplittableRandom(17);
        for (int i = 0; i < 10_000; i++) {
            long micros = Math.round(1_000 * Math.exp(random.nextDouble() * 20));
            assertThat(of(micros).quantile(0.5).orElseThrow().toNanos() / 1e3)
                    .isCloseTo((double) micros, Percentage.withPercentage(10));
        }
    }

    @Test
    void quantilesOfManyTimesAreToldWithinTenPercent() {
        SplittableRandom random = new SplittableRandom(4);
        long[] times = LongStream.generate(() -> 2_000 + (long) (Math.exp(random.nextDouble() * 10) * 1_000))
                .limit(1_000)
                .sorted()
                .toArray();
        TimeBuckets first = of(Arrays.copyOf(times, 300));
        TimeBuckets rest = of(Arrays.copyOfRange(times, 300, 1_000));
        TimeBuckets all = first.plus(rest);

        assertThat(all.quantile(0.5).orElseThrow().toNanos() / 1e3)
                .isCloseTo((double) times[499], Percentage.withPercentage(10));
        assertThat(all.quantile(0.95).orElseThrow().toNanos() / 1e3)
                .isCloseTo((double) times[949], Percentage.withPercentage(10));
        assertThat(rest.plus(first)).isEqualTo(all).hasSameHashCodeAs(all);
    }

    @Test
    void timesBeyondTheRangeAreInTheFirstAndTheLastBucket() {
        assertThat(TimeBuckets.bucketOf(Duration.ofSeconds(-5))).isZero();
        assertThat(TimeBuckets.bucketOf(Duration.ZERO)).isZero();
        assertThat(TimeBuckets.bucketOf(Duration.ofNanos(999_999))).isZero();
        assertThat(TimeBuckets.bucketOf(Duration.ofMillis(1))).isEqualTo(1);
        assertThat(TimeBuckets.bucketOf(Duration.ofDays(30))).isEqualTo(TimeBuckets.MOST - 1);
        assertThat(TimeBuckets.bucketOf(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(TimeBuckets.MOST - 1);
        assertThat(of(10).quantile(0.95)).contains(Duration.ofNanos(500_000));
        assertThat(TimeBuckets.NONE.quantile(0.5)).isEmpty();
    }

    @Test
    void emptyBucketsAtTheEndAreLeftOutAndNonsenseIsRefused() {
        assertThat(TimeBuckets.of(1, 0, 0)).isEqualTo(TimeBuckets.of(1));
        assertThat(TimeBuckets.of(0, 0)).isSameAs(TimeBuckets.NONE);
        assertThatIllegalArgumentException().isThrownBy(() -> TimeBuckets.of(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeBuckets.of(new long[TimeBuckets.MOST + 1]));
    }
}
