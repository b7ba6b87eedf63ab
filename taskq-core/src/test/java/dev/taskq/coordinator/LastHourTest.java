package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.HistoryQuery;
import dev.taskq.ManualPlatform;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.TimeBuckets;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The sums of the last hour are those of its minutes, and each minute is read few times. */
class LastHourTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ManualPlatform platform = new ManualPlatform();
    private final History store =
            new MemoryDatabase(platform::wallClock).connect().history();
    private long minutesRead;
    private final LastHour lastHour = new LastHour((History) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                Instant until =
                        ((Instant) given[1]).isAfter(platform.wallClock()) ? platform.wallClock() : (Instant) given[1];
                minutesRead += Duration.between((Instant) given[0], until).toMinutes();
                return method.invoke(store, given);
            }));

    private void add(int number) {
        Counts counts = new Counts(number, number, number, number, 0, 0);
        store.add(
                List.of(new HistoryEntry("work", counts, TimeBuckets.NONE, TimeBuckets.NONE, Optional.empty())),
                Optional.empty());
    }

    /** Also for the hour after a long time without a reading, and where a minute grows after a reading. */
    @Test
    void sumsAreThoseOfTheMinutesAtAnyTime() {
        for (int i = 0; i < 400; i++) {
            add(i);
            if (i % 3 != 0 && (i < 150 || i > 250)) {
                check();
            }
            add(1);
            if (i % 7 == 0) {
                check();
            }
            platform.pass(Duration.ofSeconds(20 + 7 * (i % 10)));
        }
    }

    private void check() {
        Instant now = platform.wallClock();
        Instant from = HistoryQuery.begin(now.minus(Duration.ofHours(1)), MINUTE);
        assertThat(lastHour.read(now)).isEqualTo(store.sums(from, now.plusSeconds(60)));
        assertThat(lastHour.parts()).isLessThanOrEqualTo(12);
    }

    /** Of the 60 minutes, a reading each 20 seconds reads those of the begin, and those that may still grow. */
    @Test
    void minutesThatAreOverAreReadFewTimes() {
        lastHour.read(platform.wallClock());
        minutesRead = 0;
        int readings = 0;
        for (int i = 0; i < 180; i++) {
            platform.pass(Duration.ofSeconds(20));
            lastHour.read(platform.wallClock());
            readings++;
        }

        assertThat(minutesRead).isLessThan(7L * readings);
    }

    @Test
    void clockThatStepsBackMixesUpNoMinutes() {
        for (int i = 0; i < 100; i++) {
            add(i);
            platform.pass(MINUTE);
        }
        Instant now = platform.wallClock();
        lastHour.read(now);
        Instant before = now.minus(Duration.ofMinutes(37));

        assertThat(lastHour.read(before))
                .isEqualTo(store.sums(
                        HistoryQuery.begin(before.minus(Duration.ofHours(1)), MINUTE),
                        before.plus(Duration.ofHours(1))));
        check();
    }
}
