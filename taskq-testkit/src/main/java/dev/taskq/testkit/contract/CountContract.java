package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.insert;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.CountStep;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Counting the queued tasks of a type. */
interface CountContract extends StoreUnderTest {
    @Test
    default void countGivesTheQueuedTasksOfEachType(StoreFixture store) {
        long firstOfA = store.submit(A, 3).getFirst();
        long firstOfB = store.submit(B, 2).getFirst();
        store.running(store.agent(), 1);
        store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        store.ended(SUCCEEDED);

        assertThat(store.dispatch().count(List.of(scan(B, 100, 1), scan(A, 100, 1), scan("unknown", 100, 1))))
                .containsExactly(
                        new CountStep(2, Optional.of(queuedAt(store, firstOfB)), Optional.empty()),
                        new CountStep(3, Optional.of(queuedAt(store, firstOfA)), Optional.empty()),
                        new CountStep(0, Optional.empty(), Optional.empty()));
    }

    private static Instant queuedAt(StoreFixture store, long id) {
        return store.task(id).times().queuedAt().orElseThrow();
    }

    @Test
    default void countTellsSinceWhenTheLongestWaitingTaskWaitsHoweverItIsHinted(StoreFixture store) {
        store.running(store.agent(), 1);
        Hint first = store.submitted(newTask(A)).hint().orElseThrow();
        store.submit(A, 2);
        Instant since = queuedAt(store, first.id());
        assertThat(store.dispatch().hinted(List.of(first), store.now().plusSeconds(3)))
                .isEqualTo(1);

        assertThat(store.dispatch().count(List.of(scan(A, 100, 1))))
                .containsExactly(new CountStep(3, Optional.of(since), Optional.empty()));
    }

    @Test
    default void countInSlicesGivesTheWhole(StoreFixture store) {
        List<Long> ids = store.submit(A, 25);
        store.dispatch().claim(claimOf(store.agent(), 1, ids.subList(3, 8)));

        assertThat(countInSlices(store, 4)).isEqualTo(20);
    }

    /** The last row of a slice need not be the one with the highest id. */
    @Test
    default void countInSlicesGivesTheWholeWhereManyRowsHaveOneStamp(StoreFixture store) {
        List<Hint> hints = store.submissions().insert(Collections.nCopies(5, insert(newTask(A)))).stream()
                .flatMap(inserted -> inserted.hint().stream())
                .toList();
        store.dispatch().hinted(hints.subList(0, 4), store.now());

        assertThat(countInSlices(store, 3)).isEqualTo(5);
    }

    private static long countInSlices(StoreFixture store, int rows) {
        long queued = 0;
        Optional<Position> from = Optional.of(Position.START);
        while (from.isPresent()) {
            CountStep step = store.dispatch()
                    .count(List.of(new Scan(A, from.get(), Scan.NO_END, rows, 1)))
                    .get(0);
            assertThat(step.queued()).isBetween(0L, (long) rows);
            queued += step.queued();
            from = step.stoppedAt();
        }
        return queued;
    }

    @Test
    default void finishedTasksUseUpNoRowOfACount(StoreFixture store) {
        store.ended(SUCCEEDED);
        store.ended(FAILED);
        store.submit(A);

        assertThat(store.dispatch().count(List.of(scan(A, 1, 1))))
                .extracting(CountStep::queued)
                .containsExactly(1L);
    }

    @Test
    default void countBeginsBehindAPlaceAndEndsBeforeAStamp(StoreFixture store) {
        Hint first = store.submitted(newTask(A)).hint().orElseThrow();
        Hint second = store.submitted(newTask(A)).hint().orElseThrow();
        Position behindFirst = new Position(first.hintedAt(), first.id());

        assertThat(store.dispatch().count(List.of(new Scan(A, Position.START, second.hintedAt(), 100, 1))))
                .containsExactly(new CountStep(1, Optional.of(queuedAt(store, first.id())), Optional.empty()));
        assertThat(store.dispatch().count(List.of(new Scan(A, behindFirst, Scan.NO_END, 100, 1))))
                .containsExactly(new CountStep(1, Optional.of(queuedAt(store, second.id())), Optional.empty()));
        assertThat(store.dispatch().count(List.of())).isEmpty();
    }
}
