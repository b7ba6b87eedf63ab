package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Pages that refresh themselves share what was read a moment ago. */
class SharedReadingsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final AtomicInteger reads = new AtomicInteger();
    private final SharedReadings readings = new SharedReadings(nanos::get);

    private int refresh(String key) {
        return readings.get(key, false, reads::incrementAndGet);
    }

    @Test
    void refreshesWithinThePeriodGetOneReading() {
        assertThat(refresh("a")).isEqualTo(1);
        assertThat(refresh("a")).isEqualTo(1);
        assertThat(refresh("b")).isEqualTo(2);
        nanos.addAndGet(SharedReadings.FRESH.toNanos() - 1);
        assertThat(refresh("a")).isEqualTo(1);
        nanos.addAndGet(1);
        assertThat(refresh("a")).isEqualTo(3);
    }

    @Test
    void aPageThatIsOpenedIsReadAnewAndRefreshesShowNothingOlder() {
        refresh("a");
        assertThat(readings.get("a", true, reads::incrementAndGet)).isEqualTo(2);
        assertThat(refresh("a")).isEqualTo(2);
    }

    /** A reading that took long is older than one that began after it. */
    @Test
    void aReadingThatBeganBeforeReplacesNoneThatBeganAfterIt() {
        readings.get("a", true, () -> {
            nanos.addAndGet(10);
            readings.get("a", true, () -> 7);
            return 6;
        });

        assertThat(refresh("a")).isEqualTo(7);
        assertThat(readings.took("a")).isZero();
    }

    @Test
    void theTimeOfAReadingIsKept() {
        readings.get("a", false, () -> {
            nanos.addAndGet(3_000);
            return 1;
        });

        assertThat(readings.took("a")).isEqualTo(Duration.ofNanos(3_000));
        assertThat(readings.took("b")).isZero();
    }

    @Test
    void aReadingThatFailedIsNotKept() {
        assertThatIllegalStateException()
                .isThrownBy(() -> readings.get("a", false, () -> {
                    throw new IllegalStateException("away");
                }));
        assertThat(refresh("a")).isEqualTo(1);
    }

    @Test
    void soManyAreKeptTheNewestOnes() {
        for (int i = 0; i < 2 * SharedReadings.MOST; i++) {
            refresh("key " + i);
        }
        assertThat(readings.size()).isEqualTo(SharedReadings.MOST);
        int before = reads.get();
        refresh("key " + (2 * SharedReadings.MOST - 1));
        assertThat(reads).hasValue(before);
        refresh("key 0");
        assertThat(reads).hasValue(before + 1);
    }
}
