package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Hint;
import dev.taskq.spi.TypeReading;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is counted, once for all. */
class BacklogStatisticsTest {
    private static final long LIMIT = 50_000;

    private final DutyFixture fixture = new DutyFixture();
    private final BacklogStatistics statistics = fixture.statistics(LIMIT);

    private void runFor(Duration time) {
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plusSeconds(1)) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.run(statistics);
        }
    }

    private Duration nextRound() {
        Duration next = statistics.round();
        fixture.platform.pass(next);
        return next;
    }

    @Test
    void typesOfWhichNothingWaitsAreCountedEveryFiveSecondsAndOthersEverySecond() {
        assertThat(nextRound()).isEqualTo(Duration.ofSeconds(1));
        assertThat(nextRound()).isEqualTo(Duration.ofSeconds(5));

        fixture.submit(1);

        assertThat(nextRound()).isEqualTo(Duration.ofSeconds(1));
        assertThat(nextRound()).isEqualTo(Duration.ofSeconds(1));
    }

    /** Else a tour would take so long that its counts were too old. */
    @Test
    void typesThatAreTooManyForOneRoundAreCountedWithoutLongPauses() {
        fixture.store
                .types()
                .register(IntStream.range(0, 100).mapToObj(i -> "type-" + i).toList());

        for (int i = 0; i < 6; i++) {
            assertThat(nextRound()).isEqualTo(Duration.ofSeconds(1));
        }
    }

    private TypeState type() {
        return fixture.store.types().all().get(0);
    }

    @Test
    void whatWaitsIsCountedAndTheFloorIsNotAboveIt() {
        Instant before = fixture.store.now();
        fixture.submit(25_000);
        runFor(Duration.ofMinutes(1));
        assertThat(type().depth()).isEqualTo(25_000);
        assertThat(type().floor()).isBetween(before.minusSeconds(10), before);
    }

    @Test
    void floorOfATypeOfWhichNothingWaitsKeepsBehindTheClock() {
        runFor(Duration.ofMinutes(1));
        assertThat(type().depth()).isZero();
        assertThat(type().floor())
                .isAfter(fixture.store.now().minusSeconds(15))
                .isBeforeOrEqualTo(fixture.store.now().minus(TypeState.FLOOR_SLACK));
    }

    @Test
    void countingEndsAtTheLimit() {
        fixture.submit((int) LIMIT + 30_000);
        runFor(Duration.ofMinutes(1));
        assertThat(type().depth()).isBetween(LIMIT, LIMIT + 20_000);
    }

    @Test
    void queueThatHasOutgrownItsRowsIsDropped() {
        fixture.queue.enqueue(LongStream.range(0, 10_003)
                .mapToObj(id -> new Hint(DutyFixture.TYPE, id, Instant.EPOCH))
                .toList());
        fixture.submit(1);
        runFor(Duration.ofMinutes(1));
        assertThat(fixture.hints()).isZero();
    }

    private TypeReading shown() {
        return fixture.store.inspections().types().get(0);
    }

    @Test
    void longestWaitIsCountedToo() {
        Instant before = fixture.store.now();
        fixture.submit(25_000);
        fixture.platform.pass(Duration.ofSeconds(30));
        fixture.submit(1);
        runFor(Duration.ofMinutes(1));
        assertThat(shown().waitsSince()).contains(before);
    }

    @Test
    void scheduledTasksAreCountedInSlicesUpToTheLimit() {
        fixture.submitLater(25_000);
        fixture.run(statistics);
        assertThat(shown().scheduled()).isZero();
        runFor(Duration.ofMinutes(1));
        assertThat(shown().scheduled()).isEqualTo(25_000);
        fixture.submitLater((int) LIMIT);
        runFor(Duration.ofMinutes(1));
        assertThat(shown().scheduled()).isBetween(LIMIT, LIMIT + 10_000);
    }
}
