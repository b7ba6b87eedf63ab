package dev.taskq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    private long now = 1_000;
    private final List<Duration> pauses = new ArrayList<>();
    private final Pace pace = new Pace(20, () -> now, length -> {
        pauses.add(length);
        now += length.toNanos();
    });

    @Test
    void callsAreSpacedAndTimeThatWasNotUsedIsNotMadeUpFor() throws Exception {
        pace.await();
        pace.await();
        now += Duration.ofMillis(30).toNanos();
        pace.await();
        now += Duration.ofSeconds(10).toNanos();
        pace.await();
        pace.await();

        assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(20), Duration.ofMillis(50));
    }

    @Test
    void idsAreKeptAndThoseBetweenThemAreAbsent() {
        IdSet ids = new IdSet();
        assertThat(ids.first()).isEmpty();
        assertThat(ids.last()).isEmpty();
        for (long id : new long[] {5, 7_000_000_000L, 7, 5, 1_023, 1_024}) {
            ids.add(id);
        }

        assertThat(ids.size()).isEqualTo(5);
        assertThat(ids.first()).contains(5L);
        assertThat(ids.last()).contains(7_000_000_000L);
        assertThat(ids.stream()).containsExactly(5L, 7L, 1_023L, 1_024L, 7_000_000_000L);
        assertThat(ids.absent(5, 1_025).limit(3)).containsExactly(1_025L, 1_022L, 1_021L);
        assertThat(ids.countAbsent(5, 7_000_000_000L)).isEqualTo(7_000_000_000L - 4 - 5);
        assertThat(ids.countAbsent(6, 7)).isEqualTo(1);
        assertThat(ids.countAbsent(7, 6)).isZero();
        assertThat(ids.contains(1_024)).isTrue();
        assertThat(ids.contains(1_025)).isFalse();
    }
}
