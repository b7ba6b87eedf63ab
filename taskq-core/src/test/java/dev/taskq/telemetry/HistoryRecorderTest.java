package dev.taskq.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.TaskStatus;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.TimeBuckets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What a process counts until it is taken. */
class HistoryRecorderTest {
    private final HistoryRecorder recorder = new HistoryRecorder();

    private static HistoryEntry of(String type, List<HistoryEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everythingIsCountedForItsTypeAndForAll() {
        recorder.submitted("one", 3);
        recorder.submitted("two", 1);
        recorder.started("one", Duration.ofMillis(5));
        recorder.ran("one", 11, Duration.ofSeconds(1));
        recorder.ran("one", 12, Duration.ofSeconds(3));
        recorder.ran("two", 13, Duration.ofSeconds(2));
        recorder.ended("one", AttemptOutcome.SUCCEEDED, TaskStatus.SUCCEEDED);
        recorder.ended("one", AttemptOutcome.FAILED, TaskStatus.SCHEDULED);
        recorder.ended("one", AttemptOutcome.LOST, TaskStatus.QUEUED);
        recorder.ended("two", AttemptOutcome.LOST, TaskStatus.FAILED);
        recorder.cancelled("two");

        List<HistoryEntry> taken = recorder.take();

        assertThat(of("one", taken).counts()).isEqualTo(new Counts(3, 1, 1, 1, 1, 0));
        assertThat(of("one", taken).slowest()).contains(new SlowAttempt(12, Duration.ofSeconds(3)));
        assertThat(of("one", taken).waits().quantile(0.5)).isPresent();
        assertThat(of("two", taken).counts()).isEqualTo(new Counts(1, 0, 0, 2, 1, 1));
        assertThat(of("two", taken).waits()).isEqualTo(TimeBuckets.NONE);
        HistoryEntry all = of(History.ALL, taken);
        assertThat(all.counts())
                .isEqualTo(of("one", taken).counts().plus(of("two", taken).counts()));
        assertThat(all.runs())
                .isEqualTo(of("one", taken).runs().plus(of("two", taken).runs()));
        assertThat(all.slowest()).contains(new SlowAttempt(12, Duration.ofSeconds(3)));
        assertThat(recorder.take()).isEmpty();
    }

    @Test
    void whatIsGivenBackIsTakenWithWhatWasCountedSince() {
        recorder.submitted("one", 1);
        recorder.ran("one", 11, Duration.ofSeconds(1));
        List<HistoryEntry> first = recorder.take();
        recorder.submitted("one", 2);

        recorder.giveBack(first);

        List<HistoryEntry> taken = recorder.take();
        assertThat(of("one", taken).counts().submitted()).isEqualTo(3);
        assertThat(of("one", taken).slowest()).contains(new SlowAttempt(11, Duration.ofSeconds(1)));
        assertThat(of(History.ALL, taken).counts().submitted()).isEqualTo(3);
    }

    @Test
    void typesBeyondTheBoundAreCountedForAllOnly() {
        for (int i = 0; i < History.MOST_TYPES + 50; i++) {
            recorder.submitted("type-" + i, 1);
        }
        recorder.submitted("type-0", 1);
        List<HistoryEntry> first = recorder.take();
        assertThat(first).hasSize(History.MOST_TYPES + 1);
        assertThat(of("type-0", first).counts().submitted()).isEqualTo(2);
        assertThat(of(History.ALL, first).counts().submitted()).isEqualTo(History.MOST_TYPES + 51);

        // There is room again, and what is given back keeps to it.
        recorder.submitted("type-" + History.MOST_TYPES, 1);
        recorder.giveBack(first);
        assertThat(recorder.take()).hasSize(History.MOST_TYPES + 1);
    }

    @Test
    void nothingIsLostBetweenCountsAndTakes() throws Exception {
        int threads = 4;
        int each = 20_000;
        long sum = 0;
        try (ExecutorService counting = Executors.newFixedThreadPool(threads)) {
            for (int i = 0; i < threads; i++) {
                counting.execute(() -> {
                    for (int n = 0; n < each; n++) {
                        recorder.submitted("one", 1);
                    }
                });
            }
            counting.shutdown();
            while (!counting.isTerminated()) {
                sum += submitted(recorder.take());
            }
        }
        sum += submitted(recorder.take());
        assertThat(sum).isEqualTo((long) threads * each);
    }

    private static long submitted(List<HistoryEntry> entries) {
        return entries.stream()
                .filter(entry -> entry.type().equals(History.ALL))
                .mapToLong(entry -> entry.counts().submitted())
                .sum();
    }
}
