package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.newTask;
import static dev.taskq.testkit.contract.StoreFixture.scan;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Counts;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Orphan;
import dev.taskq.spi.Orphans;
import dev.taskq.spi.Position;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Finding the executions that a lost session left, and those that run for too long. */
interface OrphanContract extends StoreUnderTest {
    private static List<Orphan> orphans(StoreFixture store, String type) {
        return store.completions()
                .orphans(List.of(scan(type, 10_000, 10_000)), 10_000)
                .get(0)
                .found();
    }

    @Test
    default void whatALivingSessionRunsIsNoOrphan(StoreFixture store) {
        store.running(store.agent(), 1);
        store.submit(A);

        assertThat(store.completions().orphans(List.of(scan(A, 100, 100)), 100))
                .containsExactly(new Orphans(A, List.of(), Optional.empty()));
    }

    @Test
    default void whatAnEndedSessionRanIsAnOrphan(StoreFixture store) {
        long session = store.agent();
        long id = store.submit(newTask(A).withMaxAttempts(3).withTimeout(Duration.ofSeconds(90)));
        claimed(store.claim(session, 7, id));
        store.running(store.agent(), 1);
        store.lose(session);

        assertThat(orphans(store, A))
                .containsExactly(new Orphan(
                        new RunningTask(
                                id,
                                A,
                                new Holder(session, 7),
                                new Counts(1, 0, 0, 0),
                                3,
                                Duration.ofSeconds(90),
                                "correlation-1",
                                Optional.empty(),
                                store.task(id).times().createdAt()),
                        true));
        assertThat(orphans(store, B)).isEmpty();
    }

    @Test
    default void whatHasEndedIsNoOrphan(StoreFixture store) {
        long session = store.agent();
        for (Verdict verdict : List.of(SUCCEEDED, FAILED, BACK_OFF)) {
            store.end(completion(store.running(session, 1), session, 1, verdict));
        }
        store.end(taken(store.running(session, 2), session, 2, AT_ONCE, AttemptOutcome.RELEASED));
        store.lose(session);

        assertThat(orphans(store, A)).isEmpty();
    }

    @Test
    default void whatRunsTooLongIsAnOrphanWhateverItsSession(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.submit(A);
        store.dispatch().claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 5, Duration.ofHours(1)))));
        store.age(id, Duration.ofHours(1).plus(Completions.OVERDUE).minusSeconds(20));
        assertThat(orphans(store, A)).isEmpty();

        store.age(id, Duration.ofSeconds(20));

        assertThat(orphans(store, A))
                .containsExactly(new Orphan(
                        new RunningTask(
                                id,
                                A,
                                new Holder(session, 1),
                                new Counts(1, 0, 0, 0),
                                5,
                                Duration.ofHours(1),
                                "correlation-1",
                                Optional.empty(),
                                store.task(id).times().createdAt()),
                        false));
    }

    @Test
    default void lockedOrphansAreFound(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        store.lose(session);

        try (AutoCloseable held = store.lockRow(id)) {
            assertThat(held).isNotNull();
            assertThat(orphans(store, A).stream().map(orphan -> orphan.running().id()))
                    .containsExactly(id);
        }
    }

    @Test
    default void passOverAllOrphansFindsEachWhateverTheBounds(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            long id = store.submit(i % 3 == 0 ? B : A);
            store.submit(A);
            claimed(store.claim(session, i + 1, id));
            ids.add(id);
        }
        store.lose(session);

        assertThat(pass(store, 3, 10, 10)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pass(store, 100, 2, 10)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pass(store, 100, 100, 2)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(pass(store, 1, 1, 1)).containsExactlyInAnyOrderElementsOf(ids);
    }

    /** Goes on from where each scan stopped, until none has. */
    private static List<Long> pass(StoreFixture store, int rows, int each, int max) {
        List<Long> found = new ArrayList<>();
        List<Scan> scans = List.of(
                new Scan(A, Position.START, Scan.NO_END, rows, each),
                new Scan(B, Position.START, Scan.NO_END, rows, each));
        while (!scans.isEmpty()) {
            List<Orphans> results = store.completions().orphans(scans, max);
            found.addAll(results.stream()
                    .flatMap(orphans -> orphans.found().stream())
                    .map(orphan -> orphan.running().id())
                    .toList());
            scans = results.stream()
                    .flatMap(orphans -> orphans.stoppedAt().stream()
                            .map(place -> new Scan(orphans.type(), place, Scan.NO_END, rows, each)))
                    .toList();
        }
        return found;
    }

    @Test
    default void orphansAreScannedForInSoManyRowsAndNoMore(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 3);
        List<Long> others = store.submit(B, 2);
        store.dispatch().claim(claimOf(session, 1, ids));
        store.dispatch().claim(claimOf(session, 2, others));
        store.lose(session);

        Orphans found =
                store.completions().orphans(List.of(scan(A, 2, 100)), 100).getFirst();

        assertThat(found.found())
                .extracting(orphan -> orphan.running().id())
                .containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(found.stoppedAt()).isPresent();
        for (Orphans bounded : List.of(
                store.completions()
                        .orphans(List.of(scan(A, 100, 2), scan(B, 100, 2)), 100)
                        .getFirst(),
                store.completions().orphans(List.of(scan(A, 100, 100)), 2).getFirst())) {
            assertThat(bounded.found())
                    .extracting(orphan -> orphan.running().id())
                    .containsExactlyElementsOf(ids.subList(0, 2));
        }
        assertThat(store.completions().orphans(List.of(scan(A, 100, 100), scan(B, 100, 100)), 4))
                .flatExtracting(Orphans::found)
                .hasSize(4);
    }

    /** A scan's own bound leaves the rest of the call's bound to the other scans. */
    @Test
    default void aScanThatFindsManyOrphansTakesNothingFromAnother(StoreFixture store) {
        long session = store.agent();
        List<Long> a = store.submit(A, 10);
        List<Long> b = store.submit(B, 2);
        store.dispatch().claim(claimOf(session, 1, a));
        store.dispatch().claim(claimOf(session, 2, b));
        store.lose(session);

        List<Orphans> found = store.completions().orphans(List.of(scan(A, 100, 2), scan(B, 100, 2)), 4);

        assertThat(found.get(0).found())
                .extracting(orphan -> orphan.running().id())
                .containsExactlyElementsOf(a.subList(0, 2));
        assertThat(found.get(1).found())
                .extracting(orphan -> orphan.running().id())
                .containsExactlyElementsOf(b);
    }

    @Test
    default void finishedTasksUseUpNoRowOfAScanForOrphans(StoreFixture store) {
        store.ended(SUCCEEDED);
        store.ended(FAILED);
        long session = store.agent();
        long id = store.running(session, 1);
        store.lose(session);

        assertThat(store.completions()
                        .orphans(List.of(scan(A, 1, 10)), 10)
                        .getFirst()
                        .found())
                .extracting(orphan -> orphan.running().id())
                .containsExactly(id);
    }

    @Test
    default void orphansAreScannedForInASliceOfStamps(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = new ArrayList<>();
        List<Instant> stamps = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            var inserted = store.submitted(newTask(A));
            stamps.add(inserted.hint().orElseThrow().hintedAt());
            ids.add(inserted.id());
            claimed(store.claim(session, i + 1, inserted.id()));
        }
        store.lose(session);

        Scan slice = new Scan(A, Position.before(stamps.get(1)), stamps.get(2), 100, 100);

        assertThat(store.completions().orphans(List.of(slice), 100).get(0).found().stream()
                        .map(orphan -> orphan.running().id()))
                .containsExactly(ids.get(1));
    }

    @Test
    default void orphansWithoutRoomAreRefused(StoreFixture store) {
        assertThatThrownBy(() -> store.completions().orphans(List.of(scan(A, 1, 1)), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store.completions().orphans(List.of(), 1)).isEmpty();
    }
}
