package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.HistoryQuery;
import dev.taskq.ManualPlatform;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHistory;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.Point;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.TimeBuckets;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The history as it is shown. */
class HistoryReaderTest {
    private static final String TYPE = "work";

    private final ManualPlatform platform = new ManualPlatform();
    private final History store =
            new MemoryDatabase(platform::wallClock).connect().history();
    private int reads;
    private Runnable meanwhile = () -> {};
    private final HistoryReader reader = new HistoryReader(platform, counted(), platform::wallClock);

    private History counted() {
        return (History) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {History.class}, (proxy, method, given) -> {
                    if (!isOfAnHour(given)) {
                        reads++;
                        meanwhile.run();
                    }
                    return method.invoke(store, given);
                });
    }

    /** A reading of the hour reads what may still grow last, and once. */
    private boolean isOfAnHour(Object[] given) {
        return given[0] instanceof Instant && !((Instant) given[1]).isAfter(platform.wallClock());
    }

    private void add(int number, String version) {
        HistoryEntry entry = new HistoryEntry(
                TYPE,
                new Counts(number, number, number, number, 0, 0),
                TimeBuckets.of(0, number),
                TimeBuckets.of(0, 0, number),
                Optional.of(new SlowAttempt(number, Duration.ofMillis(number))));
        store.add(List.of(entry), Optional.of(version));
    }

    private static HistoryQuery query(Instant from, Instant until, Duration step) {
        return new HistoryQuery(Optional.of(TYPE), from, until, step);
    }

    @Test
    void stepsAreSummedUpOfMinutes() {
        Instant begin =
                HistoryQuery.begin(platform.wallClock(), Duration.ofHours(1)).plus(Duration.ofHours(1));
        platform.pass(Duration.between(platform.wallClock(), begin));
        add(1, "1.0");
        platform.pass(Duration.ofMinutes(4));
        add(4, "1.1");
        platform.pass(Duration.ofMinutes(6));
        add(2, "1.1");

        TaskHistory history = reader.read(query(begin, platform.wallClock().plusSeconds(1), Duration.ofMinutes(5)));

        assertThat(history.points()).extracting(Point::at).containsExactly(begin, begin.plus(Duration.ofMinutes(10)));
        assertThat(history.points())
                .extracting(point -> point.counts().submitted())
                .containsExactly(5L, 2L);
        assertThat(history.points().getFirst().versions()).containsExactly("1.0", "1.1");
        assertThat(history.points().getFirst().slowest()).contains(new SlowAttempt(4, Duration.ofMillis(4)));
        assertThat(history.points().getFirst().waits()).isPresent();
        assertThat(history.total().counts().submitted()).isEqualTo(7);
        assertThat(history.total().at()).isEqualTo(begin);
        TaskHistory hours = reader.read(query(begin, platform.wallClock().plusSeconds(1), Duration.ofHours(6)));
        assertThat(hours.points())
                .extracting(point -> point.counts().submitted())
                .containsExactly(7L);
    }

    @Test
    void nothingWasCountedWhereThereAreNoRows() {
        Instant now = platform.wallClock();
        TaskHistory history = reader.read(query(now.minusSeconds(60), now, Duration.ofMinutes(1)));
        assertThat(history.points()).isEmpty();
        assertThat(history.total().counts()).isEqualTo(Counts.NONE);
        assertThat(history.total().runs()).isEmpty();
    }

    /** They may not be deleted yet, or by another version never. */
    @Test
    void rowsThatAreKeptNoLongerAreNotRead() {
        add(1, "1.0");
        Instant from = platform.wallClock().minus(Duration.ofDays(1));
        platform.pass(Duration.ofDays(3));
        Instant until = platform.wallClock();
        assertThat(reader.read(query(from, until, Duration.ofMinutes(5))).points())
                .isEmpty();
        assertThat(reader.read(query(from, until, Duration.ofHours(1))).points())
                .hasSize(1);
        reads = 0;
        reader.read(query(from, from.plusSeconds(60), Duration.ofMinutes(1)));
        assertThat(reads).isZero();
    }

    @Test
    void readingIsSharedForAsLongAsItHardlyChanges() {
        Instant now = platform.wallClock();
        HistoryQuery minutes = query(now.minusSeconds(60), now, Duration.ofMinutes(1));
        HistoryQuery hours = query(now.minusSeconds(60), now, Duration.ofHours(1));
        for (int i = 0; i < 3; i++) {
            reader.read(minutes);
            reader.read(hours);
            reader.lastHour();
        }
        assertThat(reads).isEqualTo(3);
        platform.pass(Duration.ofSeconds(11));
        reader.read(minutes);
        reader.read(hours);
        reader.lastHour();
        assertThat(reads).isEqualTo(4);
        platform.pass(Duration.ofSeconds(50));
        reader.read(hours);
        reader.lastHour();
        assertThat(reads).isEqualTo(6);
    }

    @Test
    void oneReadsAnewWhileOthersGetTheReadingBefore() {
        add(1, "1.0");
        Map<String, Counts> before = reader.lastHour();
        add(1, "1.0");
        platform.pass(Duration.ofSeconds(30));
        List<Map<String, Counts>> others = new ArrayList<>();
        meanwhile = () -> others.add(reader.lastHour());
        reads = 0;

        assertThat(reader.lastHour()).containsEntry(TYPE, new Counts(2, 2, 2, 2, 0, 0));

        assertThat(others).containsExactly(before);
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void readingThatIsMuchTooOldIsGivenToNobody() {
        reader.lastHour();
        add(1, "1.0");
        platform.pass(Duration.ofSeconds(61));
        List<Map<String, Counts>> others = new ArrayList<>();
        meanwhile = () -> {
            if (reads == 1) {
                others.add(reader.lastHour());
            }
        };
        reads = 0;
        Map<String, Counts> fresh = reader.lastHour();

        assertThat(fresh).containsKey(TYPE);
        assertThat(others).containsExactly(fresh);
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void readingThatFailedIsReadByTheNextOne() {
        Map<String, Counts> before = reader.lastHour();
        platform.pass(Duration.ofMinutes(1));
        add(1, "1.0");
        meanwhile = () -> {
            throw new StoreUnavailableException(null);
        };
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(reader::lastHour);
        meanwhile = () -> {};

        assertThat(reader.lastHour()).isNotEqualTo(before);
    }

    @Test
    void soManyReadingsAreKept() {
        Instant now = platform.wallClock();
        for (int i = 0; i <= HistoryReader.MOST_KEPT; i++) {
            reader.read(new HistoryQuery(Optional.of("type" + i), now.minusSeconds(60), now, Duration.ofMinutes(1)));
        }
        reads = 0;
        reader.read(new HistoryQuery(
                Optional.of("type" + HistoryReader.MOST_KEPT), now.minusSeconds(60), now, Duration.ofMinutes(1)));
        assertThat(reads).isZero();
        reader.read(new HistoryQuery(Optional.of("type0"), now.minusSeconds(60), now, Duration.ofMinutes(1)));
        assertThat(reads).isEqualTo(1);
    }

    @Test
    void readingsWithManyPointsPushOthersOut() {
        int points = HistoryReader.MOST_POINTS / 15;
        Instant from = HistoryQuery.begin(platform.wallClock(), Duration.ofMinutes(1));
        for (int i = 0; i < points + 20; i++) {
            add(1, "1.0");
            platform.pass(Duration.ofMinutes(1));
        }
        HistoryQuery last = query(from, from.plusSeconds(60L * points), Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            Instant begin = from.plusSeconds(60L * i);
            last = query(begin, begin.plusSeconds(60L * points), Duration.ofMinutes(1));
            assertThat(reader.read(last).points()).hasSize(points);
        }
        assertThat(reader.points()).isBetween(HistoryReader.MOST_POINTS - points, HistoryReader.MOST_POINTS);
        reads = 0;
        reader.read(last);
        assertThat(reads).isZero();
    }

    @Test
    void readingsThatAreOldAreDropped() {
        add(1, "1.0");
        Instant now = platform.wallClock();
        reader.read(query(now.minusSeconds(60), now.plusSeconds(60), Duration.ofMinutes(1)));
        assertThat(reader.points()).isEqualTo(1);
        platform.pass(Duration.ofMinutes(5));
        reader.read(query(now.plusSeconds(180), now.plusSeconds(240), Duration.ofMinutes(1)));
        assertThat(reader.points()).isZero();
    }

    /** Otherwise the first step would have too few counts, as if less had happened. */
    @Test
    void stepIsReadOnlyAsAWhole() {
        Instant day =
                HistoryQuery.begin(platform.wallClock(), Duration.ofDays(1)).plus(Duration.ofDays(1));
        platform.pass(Duration.between(platform.wallClock(), day));
        for (int i = 0; i < 48; i++) {
            add(1, "1.0");
            platform.pass(Duration.ofHours(1));
        }
        platform.pass(History.Span.HOUR.kept().minus(Duration.ofHours(36)));

        TaskHistory days = reader.read(query(day, platform.wallClock(), Duration.ofDays(1)));

        assertThat(days.points()).extracting(Point::at).containsExactly(day.plus(Duration.ofDays(1)));
        assertThat(days.total().counts().submitted()).isEqualTo(24);
    }

    @Test
    void rangeIsRoundedToWholeStepsAndBounded() {
        Instant from = Instant.parse("2030-01-02T10:07:30Z");
        HistoryQuery rounded = query(from, from.plusSeconds(1), Duration.ofMinutes(5));
        assertThat(rounded.from()).isEqualTo(Instant.parse("2030-01-02T10:05:00Z"));
        assertThat(rounded.until()).isEqualTo(Instant.parse("2030-01-02T10:10:00Z"));
        assertThatIllegalArgumentException().isThrownBy(() -> query(from, from, Duration.ofMinutes(5)));
        assertThatIllegalArgumentException().isThrownBy(() -> query(from, from.plusSeconds(60), Duration.ofMinutes(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> query(from, from.plus(Duration.ofMinutes(1_501)), Duration.ofMinutes(1)));
    }
}
