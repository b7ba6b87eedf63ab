package dev.taskq.benchmarks.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TallyTest {
    private static final int THREADS = 4;
    private static final int TIMES = 5_000;

    @TempDir
    Path folder;

    @Test
    void aReaderOfTheFileSeesEachLatencyWithinOnePercent() throws IOException {
        Tally written = Tally.open(folder.resolve("tally"));
        Tally read = Tally.open(folder.resolve("tally"));
        List<Long> latencies = List.of(0L, 1L, 127L, 128L, 1_000_000L, 987_654_321L, 600_000_000_000L, Long.MAX_VALUE);
        Tally.Latencies none = read.latencies();

        latencies.forEach(written::count);

        List<Long> seen = new ArrayList<>();
        read.latencies().since(none, (nanos, times) -> {
            assertThat(times).isEqualTo(1);
            seen.add(nanos);
        });
        assertThat(seen).hasSameSizeAs(latencies);
        for (int i = 0; i < seen.size(); i++) {
            assertThat((double) seen.get(i)).isCloseTo(latencies.get(i), within(0.01 * latencies.get(i)));
        }
    }

    @Test
    void onlyWhatCameAfterAnEarlierReadingIsRead() throws IOException {
        Tally tally = Tally.open(folder.resolve("tally"));
        tally.count(5);
        Tally.Latencies earlier = tally.latencies();
        tally.count(5);
        tally.count(-1);

        List<String> seen = new ArrayList<>();
        tally.latencies().since(earlier, (nanos, times) -> seen.add(nanos + " ns: " + times));

        assertThat(seen).containsExactly("0 ns: 1", "5 ns: 1");
    }

    @Test
    void noCountOfManyThreadsIsLost() throws Exception {
        Tally tally = Tally.open(folder.resolve("tally"));
        List<Thread> threads = Stream.generate(() -> Thread.ofPlatform().unstarted(() -> {
                    for (int i = 0; i < TIMES; i++) {
                        tally.count();
                        tally.count(7);
                    }
                }))
                .limit(THREADS)
                .toList();
        Tally.Latencies none = tally.latencies();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(tally.tasks()).isEqualTo((long) THREADS * TIMES);
        tally.latencies().since(none, (nanos, times) -> assertThat(times).isEqualTo((long) THREADS * TIMES));
    }
}
