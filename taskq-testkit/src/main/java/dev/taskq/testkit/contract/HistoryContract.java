package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.HistoryRow;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TimeBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All that {@link History} promises, as tests. A test sums up rows, since a minute may end between two of its calls. */
public interface HistoryContract extends StoreUnderTest {
    private static HistoryEntry entry(String type, long number) {
        return new HistoryEntry(
                type,
                new Counts(number, number + 1, number + 2, number + 3, number + 4, number + 5),
                TimeBuckets.of(number, 0, 1),
                TimeBuckets.of(0, number),
                Optional.of(new SlowAttempt(number, Duration.ofMillis(number))));
    }

    private static HistoryEntry bare(String type) {
        return new HistoryEntry(
                type, new Counts(1, 0, 0, 0, 0, 0), TimeBuckets.NONE, TimeBuckets.NONE, Optional.empty());
    }

    private static List<HistoryRow> rows(StoreFixture store, Span span, String type) {
        Instant now = store.now();
        return store.history().read(span, type, now.minus(Duration.ofHours(2)), now.plus(Duration.ofHours(2)));
    }

    private static HistoryEntry sum(List<HistoryRow> rows) {
        return rows.stream().map(HistoryRow::entry).reduce(HistoryEntry::plus).orElseThrow();
    }

    @Test
    default void countsAreReadBackByMinuteAndByHour(StoreFixture store) {
        Instant before = store.now();

        store.history().add(List.of(entry(A, 3), entry(History.ALL, 5)), Optional.of("1.2.3"));

        for (Span span : Span.values()) {
            HistoryRow row = rows(store, span, A).getFirst();
            assertThat(row.entry()).isEqualTo(entry(A, 3));
            assertThat(row.versions()).containsExactly("1.2.3");
            assertThat(row.at()).isAfter(before.minus(span.length())).isBeforeOrEqualTo(store.now());
            assertThat(row.at()).isEqualTo(HistoryQuery.begin(row.at(), span.length()));
            assertThat(sum(rows(store, span, History.ALL))).isEqualTo(entry(History.ALL, 5));
            assertThat(rows(store, span, B)).isEmpty();
        }
    }

    @Test
    default void countsOfProcessesAddUp(StoreFixture store) throws Exception {
        StorePort other = store.another();
        HistoryEntry bare = bare(A);
        store.history().add(List.of(bare), Optional.empty());
        store.history().add(List.of(entry(A, 3), entry(B, 9)), Optional.of("1.0"));
        other.history().add(List.of(entry(B, 1), entry(A, 7)), Optional.of("1.0"));
        store.history().add(List.of(entry(A, 4), bare(B)), Optional.of("2.0"));

        for (Span span : Span.values()) {
            List<HistoryRow> rows = rows(store, span, A);
            assertThat(sum(rows))
                    .isEqualTo(bare.plus(entry(A, 3)).plus(entry(A, 7)).plus(entry(A, 4)));
            assertThat(sum(rows).slowest()).contains(new SlowAttempt(7, Duration.ofMillis(7)));
            assertThat(rows.getLast().versions()).contains("2.0").doesNotHaveDuplicates();
            assertThat(sum(rows(store, span, B)))
                    .isEqualTo(entry(B, 9).plus(entry(B, 1)).plus(bare(B)));
        }
    }

    @Test
    default void versionsOfARowAreBounded(StoreFixture store) {
        for (int i = 0; i < History.MOST_VERSIONS + 3; i++) {
            store.history().add(List.of(bare(A)), Optional.of("version-" + i));
        }
        HistoryRow hour = rows(store, Span.HOUR, A).getFirst();
        assertThat(hour.versions()).contains("version-0").hasSizeBetween(1, History.MOST_VERSIONS);
        assertThat(sum(rows(store, Span.HOUR, A)).counts().submitted()).isEqualTo(History.MOST_VERSIONS + 3);
    }

    @Test
    default void onlyTheRangeIsRead(StoreFixture store) {
        store.history().add(List.of(bare(A)), Optional.empty());
        Instant at = rows(store, Span.MINUTE, A).getFirst().at();

        assertThat(store.history().read(Span.MINUTE, A, at, at.plusMillis(1))).hasSize(1);
        assertThat(store.history().read(Span.MINUTE, A, at.plusMillis(1), at.plusSeconds(1)))
                .isEmpty();
        assertThat(store.history().read(Span.MINUTE, A, at.minusSeconds(1), at)).isEmpty();
    }

    @Test
    default void typesAreSummedUpWithoutTheSumOfAll(StoreFixture store) {
        store.history().add(List.of(entry(A, 1), entry(B, 2), entry(History.ALL, 3)), Optional.empty());
        store.history().add(List.of(entry(A, 4), entry(History.ALL, 4)), Optional.empty());

        assertThat(store.history().sums(Instant.EPOCH, Instant.MAX))
                .isEqualTo(Map.of(
                        A,
                        entry(A, 1).counts().plus(entry(A, 4).counts()),
                        B,
                        entry(B, 2).counts()));
    }

    @Test
    default void minutesAreSummedUpByTheirBegin(StoreFixture store) {
        store.history().add(List.of(bare(A)), Optional.empty());
        Instant at = rows(store, Span.MINUTE, A).getFirst().at();

        assertThat(store.history().sums(at, at.plusMillis(1))).containsOnlyKeys(A);
        assertThat(store.history().sums(at.plusMillis(1), at.plusSeconds(1))).isEmpty();
        assertThat(store.history().sums(at.minusSeconds(1), at)).isEmpty();
    }

    @Test
    default void typesBeyondTheBoundAreOnlyInTheSumOfAll(StoreFixture store) {
        store.history().add(entries(0, History.MOST_TYPES - 1), Optional.empty());
        // One gets the last place, by its name; those that have a place keep it.
        store.history().add(entries(History.MOST_TYPES - 3, History.MOST_TYPES + 5), Optional.empty());

        Map<String, Counts> sums = store.history().sums(Instant.EPOCH, Instant.MAX);
        assertThat(sums).hasSize(History.MOST_TYPES);
        assertThat(sums)
                .containsEntry(name(History.MOST_TYPES - 2), new Counts(2, 0, 0, 0, 0, 0))
                .containsEntry(name(History.MOST_TYPES - 1), new Counts(1, 0, 0, 0, 0, 0));
        assertThat(sum(rows(store, Span.MINUTE, History.ALL)).counts().submitted())
                .isEqualTo(2);
    }

    private static List<HistoryEntry> entries(int from, int to) {
        List<HistoryEntry> entries = new ArrayList<>(
                IntStream.range(from, to).mapToObj(i -> bare(name(i))).toList());
        entries.add(bare(History.ALL));
        return entries;
    }

    private static String name(int number) {
        return "type-%05d".formatted(number);
    }

    @Test
    default void oldRowsOfOneSpanAreDeletedInBoundedSteps(StoreFixture store) {
        store.history().add(List.of(bare(A), bare(B), bare(History.ALL)), Optional.empty());

        assertThat(store.history().purge(Span.MINUTE, Duration.ofMinutes(5), 10))
                .isZero();
        assertThat(store.history().purge(Span.MINUTE, Duration.ofMinutes(-1), 2))
                .isEqualTo(2);
        assertThat(store.history().purge(Span.MINUTE, Duration.ofMinutes(-1), 2))
                .isEqualTo(1);
        assertThat(store.history().purge(Span.MINUTE, Duration.ofMinutes(-1), 2))
                .isZero();
        assertThat(rows(store, Span.HOUR, A)).hasSize(1);
        assertThatIllegalArgumentException().isThrownBy(() -> store.history().purge(Span.HOUR, Duration.ofDays(1), 0));
    }
}
