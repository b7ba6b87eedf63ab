package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.insert;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.scan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Finding the tasks that wait. */
interface WaitingContract extends StoreUnderTest {
    private static List<Long> idsOf(ScanResult scanned) {
        return scanned.queued().stream().map(Hint::id).toList();
    }

    @Test
    default void nothingWaitsAtFirst(StoreFixture store) {
        assertThat(store.dispatch().waiting(List.of(scan(A, 10, 10), scan(B, 10, 10)), 10))
                .containsExactly(
                        new ScanResult(A, List.of(), Optional.empty()), new ScanResult(B, List.of(), Optional.empty()));
    }

    @Test
    default void whatWaitsStandsInTheOrderOfHandingOut(StoreFixture store) {
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hints.add(store.submitted(newTask(A)).hint().orElseThrow());
        }
        // Stamped anew, the second goes to the end.
        Instant stamp = store.now();
        assertThat(store.dispatch().hinted(List.of(hints.get(1)), stamp)).isEqualTo(1);
        Hint moved = new Hint(A, hints.get(1).id(), stamp);

        assertThat(store.waiting(A)).containsExactly(hints.get(0), hints.get(2), hints.get(3), hints.get(4), moved);
    }

    @Test
    default void eachTypeWaitsForItself(StoreFixture store) {
        List<Long> a = store.submit(A, 3);
        List<Long> b = store.submit(B, 2);

        List<ScanResult> scanned = store.dispatch().waiting(List.of(scan(B, 10, 10), scan(A, 10, 10)), 10);

        assertThat(scanned.stream().map(ScanResult::type)).containsExactly(B, A);
        assertThat(idsOf(scanned.get(0))).containsExactlyElementsOf(b);
        assertThat(idsOf(scanned.get(1))).containsExactlyElementsOf(a);
    }

    @Test
    default void onlyQueuedTasksWait(StoreFixture store) {
        store.ended(SUCCEEDED);
        store.ended(FAILED);
        store.ended(BACK_OFF);
        store.running(store.agent(), 1);
        store.submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long queued = store.submit(A);

        assertThat(store.waitingIds(A)).containsExactly(queued);
    }

    @Test
    default void scanGivesNoMoreThanAskedFor(StoreFixture store) {
        List<Long> ids = store.submit(A, 5);

        ScanResult scanned = store.found(new Scan(A, Position.START, Scan.NO_END, 100, 2));

        assertThat(idsOf(scanned)).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(scanned.stoppedAt()).isEmpty();
    }

    /** A scan's own bound leaves the rest of the call's bound to the other scans. */
    @Test
    default void aScanThatFindsMuchTakesNothingFromAnother(StoreFixture store) {
        List<Long> a = store.submit(A, 10);
        List<Long> b = store.submit(B, 2);

        List<ScanResult> scanned = store.dispatch().waiting(List.of(scan(A, 100, 2), scan(B, 100, 2)), 4);

        assertThat(idsOf(scanned.get(0))).containsExactlyElementsOf(a.subList(0, 2));
        assertThat(idsOf(scanned.get(1))).containsExactlyElementsOf(b);
    }

    @Test
    default void finishedTasksUseUpNoRowOfAScan(StoreFixture store) {
        store.ended(SUCCEEDED);
        store.ended(FAILED);
        long queued = store.submit(A);

        assertThat(idsOf(store.found(scan(A, 1, 10)))).containsExactly(queued);
    }

    @Test
    default void maxHoldsOverAllScans(StoreFixture store) {
        List<Long> a = store.submit(A, 3);
        List<Long> b = store.submit(B, 3);

        List<ScanResult> scanned = store.dispatch().waiting(List.of(scan(A, 100, 100), scan(B, 100, 100)), 4);

        assertThat(idsOf(scanned.get(0))).containsExactlyElementsOf(a);
        assertThat(idsOf(scanned.get(1))).containsExactlyElementsOf(b.subList(0, 1));
        assertThat(scanned.stream().map(ScanResult::stoppedAt)).containsOnly(Optional.empty());
    }

    @Test
    default void scansAfterTheLastOneGivenFindNothingAndStopNowhere(StoreFixture store) {
        store.submit(A, 3);
        store.submit(B, 3);

        List<ScanResult> scanned = store.dispatch().waiting(List.of(scan(A, 100, 100), scan(B, 1, 100)), 3);

        assertThat(scanned.get(1)).isEqualTo(new ScanResult(B, List.of(), Optional.empty()));
    }

    @Test
    default void scanStopsAtItsBoundOfRowsAndSaysWhere(StoreFixture store) {
        long session = store.agent();
        List<Hint> front = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            front.add(store.submitted(newTask(A)).hint().orElseThrow());
        }
        store.claim(session, 1, front.stream().map(Hint::id).toArray(Long[]::new));
        long behind = store.submit(A);

        ScanResult first = store.found(new Scan(A, Position.START, Scan.NO_END, 3, 10));
        assertThat(first.queued()).isEmpty();
        assertThat(first.stoppedAt())
                .contains(new Position(front.get(2).hintedAt(), front.get(2).id()));

        ScanResult second = store.found(new Scan(A, first.stoppedAt().orElseThrow(), Scan.NO_END, 3, 1));
        assertThat(idsOf(second)).containsExactly(behind);
        assertThat(second.stoppedAt()).isEmpty();
    }

    @Test
    default void scanBeginsBehindAPlaceAndEndsBeforeAStamp(StoreFixture store) {
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hints.add(store.submitted(newTask(A)).hint().orElseThrow());
        }
        Position after = new Position(hints.get(1).hintedAt(), hints.get(1).id());

        assertThat(store.found(new Scan(A, after, hints.get(4).hintedAt(), 100, 100))
                        .queued())
                .containsExactly(hints.get(2), hints.get(3));
        assertThat(store.found(new Scan(A, Position.before(hints.get(1).hintedAt()), Scan.NO_END, 100, 1))
                        .queued())
                .containsExactly(hints.get(1));
    }

    @Test
    default void rowsWithOneStampAreToldApartByTheirIds(StoreFixture store) {
        List<Hint> hints = store.submissions().insert(Collections.nCopies(5, insert(newTask(A)))).stream()
                .flatMap(inserted -> inserted.hint().stream())
                .toList();
        Instant stamp = store.now();
        store.dispatch().hinted(hints, stamp);

        assertThat(store.found(new Scan(A, new Position(stamp, hints.get(2).id()), Scan.NO_END, 100, 100))
                        .queued())
                .containsExactly(
                        new Hint(A, hints.get(3).id(), stamp),
                        new Hint(A, hints.get(4).id(), stamp));
    }

    @Test
    default void lockedRowsAreFoundAllTheSame(StoreFixture store) throws Exception {
        long id = store.submit(A);

        try (AutoCloseable held = store.lockRow(id)) {
            assertThat(held).isNotNull();
            assertThat(store.waitingIds(A)).containsExactly(id);
        }
    }

    @Test
    default void waitingWithoutRoomIsRefused(StoreFixture store) {
        assertThatThrownBy(() -> store.dispatch().waiting(List.of(scan(A, 1, 1)), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.dispatch().waiting(List.of(), 1)).isEmpty();
    }
}
