package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.RetryResult;
import dev.taskq.SessionEndedException;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimResult.Claimed;
import dev.taskq.spi.ClaimResult.Deferred;
import dev.taskq.spi.ClaimResult.Gone;
import dev.taskq.spi.ClaimResult.Locked;
import dev.taskq.spi.ClaimResult.NoRoom;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Position;
import dev.taskq.spi.Promotion;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Room;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Finding what waits, claiming it, and queueing what is due. */
abstract class DispatchContract extends SubmissionContract {
    // Waiting

    private static List<Long> idsOf(ScanResult scanned) {
        return scanned.queued().stream().map(Hint::id).toList();
    }

    private ScanResult scan(Scan scan) {
        return store().dispatch().waiting(List.of(scan), 10_000).get(0);
    }

    @Test
    void nothingWaitsAtFirst() {
        assertThat(store().dispatch().waiting(List.of(scan(A, 10, 10), scan(B, 10, 10)), 10))
                .containsExactly(
                        new ScanResult(A, List.of(), Optional.empty()), new ScanResult(B, List.of(), Optional.empty()));
    }

    @Test
    void whatWaitsStandsInTheOrderOfHandingOut() {
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hints.add(submitted(newTask(A)).hint().orElseThrow());
        }
        // Stamped anew, the second goes to the end.
        Instant stamp = store().now();
        assertThat(store().dispatch().hinted(List.of(hints.get(1)), stamp)).isEqualTo(1);
        Hint moved = new Hint(A, hints.get(1).id(), stamp);

        assertThat(waiting(A)).containsExactly(hints.get(0), hints.get(2), hints.get(3), hints.get(4), moved);
    }

    @Test
    void eachTypeWaitsForItself() {
        List<Long> a = submit(A, 3);
        List<Long> b = submit(B, 2);

        List<ScanResult> scanned = store().dispatch().waiting(List.of(scan(B, 10, 10), scan(A, 10, 10)), 10);

        assertThat(scanned.stream().map(ScanResult::type)).containsExactly(B, A);
        assertThat(idsOf(scanned.get(0))).containsExactlyElementsOf(b);
        assertThat(idsOf(scanned.get(1))).containsExactlyElementsOf(a);
    }

    @Test
    void onlyQueuedTasksWait() {
        ended(SUCCEEDED);
        ended(FAILED);
        ended(BACK_OFF);
        running(agent(), 1);
        submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long queued = submit(A);

        assertThat(waitingIds(A)).containsExactly(queued);
    }

    @Test
    void scanGivesNoMoreThanAskedFor() {
        List<Long> ids = submit(A, 5);

        ScanResult scanned = scan(new Scan(A, Position.START, Scan.NO_END, 100, 2));

        assertThat(idsOf(scanned)).containsExactlyElementsOf(ids.subList(0, 2));
        assertThat(scanned.stoppedAt()).isEmpty();
    }

    /** A scan's own bound leaves the rest of the call's bound to the other scans. */
    @Test
    void aScanThatFindsMuchTakesNothingFromAnother() {
        List<Long> a = submit(A, 10);
        List<Long> b = submit(B, 2);

        List<ScanResult> scanned = store().dispatch().waiting(List.of(scan(A, 100, 2), scan(B, 100, 2)), 4);

        assertThat(idsOf(scanned.get(0))).containsExactlyElementsOf(a.subList(0, 2));
        assertThat(idsOf(scanned.get(1))).containsExactlyElementsOf(b);
    }

    @Test
    void finishedTasksUseUpNoRowOfAScan() {
        ended(SUCCEEDED);
        ended(FAILED);
        long queued = submit(A);

        assertThat(idsOf(scan(scan(A, 1, 10)))).containsExactly(queued);
    }

    @Test
    void maxHoldsOverAllScans() {
        List<Long> a = submit(A, 3);
        List<Long> b = submit(B, 3);

        List<ScanResult> scanned = store().dispatch().waiting(List.of(scan(A, 100, 100), scan(B, 100, 100)), 4);

        assertThat(idsOf(scanned.get(0))).containsExactlyElementsOf(a);
        assertThat(idsOf(scanned.get(1))).containsExactlyElementsOf(b.subList(0, 1));
        assertThat(scanned.stream().map(ScanResult::stoppedAt)).containsOnly(Optional.empty());
    }

    @Test
    void scansAfterTheLastOneGivenFindNothingAndStopNowhere() {
        submit(A, 3);
        submit(B, 3);

        List<ScanResult> scanned = store().dispatch().waiting(List.of(scan(A, 100, 100), scan(B, 1, 100)), 3);

        assertThat(scanned.get(1)).isEqualTo(new ScanResult(B, List.of(), Optional.empty()));
    }

    @Test
    void scanStopsAtItsBoundOfRowsAndSaysWhere() {
        long session = agent();
        List<Hint> front = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            front.add(submitted(newTask(A)).hint().orElseThrow());
        }
        claim(session, 1, front.stream().map(Hint::id).toArray(Long[]::new));
        long behind = submit(A);

        ScanResult first = scan(new Scan(A, Position.START, Scan.NO_END, 3, 10));
        assertThat(first.queued()).isEmpty();
        assertThat(first.stoppedAt())
                .contains(new Position(front.get(2).hintedAt(), front.get(2).id()));

        ScanResult second = scan(new Scan(A, first.stoppedAt().orElseThrow(), Scan.NO_END, 3, 1));
        assertThat(idsOf(second)).containsExactly(behind);
        assertThat(second.stoppedAt()).isEmpty();
    }

    @Test
    void scanBeginsBehindAPlaceAndEndsBeforeAStamp() {
        List<Hint> hints = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            hints.add(submitted(newTask(A)).hint().orElseThrow());
        }
        Position after = new Position(hints.get(1).hintedAt(), hints.get(1).id());

        assertThat(scan(new Scan(A, after, hints.get(4).hintedAt(), 100, 100)).queued())
                .containsExactly(hints.get(2), hints.get(3));
        assertThat(scan(new Scan(A, Position.before(hints.get(1).hintedAt()), Scan.NO_END, 100, 1))
                        .queued())
                .containsExactly(hints.get(1));
    }

    @Test
    void rowsWithOneStampAreToldApartByTheirIds() {
        List<Hint> hints = store().submissions().insert(Collections.nCopies(5, insert(newTask(A)))).stream()
                .flatMap(inserted -> inserted.hint().stream())
                .toList();
        Instant stamp = store().now();
        store().dispatch().hinted(hints, stamp);

        assertThat(scan(new Scan(A, new Position(stamp, hints.get(2).id()), Scan.NO_END, 100, 100))
                        .queued())
                .containsExactly(
                        new Hint(A, hints.get(3).id(), stamp),
                        new Hint(A, hints.get(4).id(), stamp));
    }

    @Test
    void lockedRowsAreFoundAllTheSame() throws Exception {
        long id = submit(A);

        try (AutoCloseable held = lockRow(id)) {
            assertThat(held).isNotNull();
            assertThat(waitingIds(A)).containsExactly(id);
        }
    }

    @Test
    void waitingWithoutRoomIsRefused() {
        assertThatThrownBy(() -> store().dispatch().waiting(List.of(scan(A, 1, 1)), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(store().dispatch().waiting(List.of(), 1)).isEmpty();
    }

    // Claim

    @Test
    void claimedTaskRuns() {
        long id = submit(A);

        claimed(claim(agent(), 1, id));

        assertThat(status(id)).isEqualTo(TaskStatus.RUNNING);
        assertThat(waiting(A)).isEmpty();
    }

    @Test
    void claimedTaskBringsAllThatItsHandlerNeeds() {
        Origin origin = new Origin(CALLER, "corr-42", Optional.of("00-aa-bb-01"));
        long id = submit(NewTask.of(A, "{\"width\": 7}").withOrigin(origin));

        long session = agent();

        ClaimedTask claimed = claimed(claim(session, 1, id));

        Task task = task(id);
        assertThat(JsonValues.of(claimed.params())).isEqualTo(JsonValues.of("{\"width\": 7}"));
        assertThat(claimed)
                .isEqualTo(new ClaimedTask(
                        new RunningTask(
                                id,
                                A,
                                new Holder(session, 1),
                                new Counts(1, 0, 0, 0),
                                5,
                                TIMEOUT,
                                "corr-42",
                                origin.traceparent(),
                                task.times().createdAt()),
                        claimed.params(),
                        claimed.params().getBytes(StandardCharsets.UTF_8).length,
                        task.times().queuedAt().orElseThrow(),
                        task.times().startedAt().orElseThrow()));
    }

    /** Params of about so many bytes, with a character of more than one. */
    private static String large(int bytes) {
        return "{\"text\": \"\u00e4" + "x".repeat(bytes) + "\"}";
    }

    private List<ClaimResult> claim(long session, long token, Room room, List<Long> ids) {
        return store().dispatch()
                .claim(new Claim(
                        new Holder(session, token),
                        ids.stream().map(id -> new Claim.Item(id, 5, TIMEOUT)).toList(),
                        true,
                        room));
    }

    @Test
    void claimTakesNoMoreThanThereIsRoomForAndTellsWhatIsLeft() {
        long session = agent();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(submit(NewTask.of(A, large(1_000))));
        }
        long small = submit(NewTask.of(A, "{}"));
        ids.add(small);

        List<ClaimResult> results = claim(session, 1, new Room(2_500, false), ids);

        assertThat(results.subList(0, 2)).allMatch(ClaimResult.Claimed.class::isInstance);
        // Once one does not fit none behind it is taken, so that what is large is not passed for ever.
        assertThat(results.subList(2, 5))
                .containsExactly(new NoRoom(ids.get(2)), new NoRoom(ids.get(3)), new NoRoom(small));
        assertThat(status(ids.get(2))).isEqualTo(TaskStatus.QUEUED);
        assertThat(claim(session, 2, new Room(5_000, false), ids.subList(2, 5)))
                .allMatch(ClaimResult.Claimed.class::isInstance);
    }

    @Test
    void oneAloneAlwaysFitsWhereTheClaimSaysSo() {
        long session = agent();
        long first = submit(NewTask.of(A, large(1_000)));
        long second = submit(NewTask.of(A, large(1_000)));

        assertThat(claim(session, 1, new Room(10, false), List.of(first, second)))
                .containsExactly(new NoRoom(first), new NoRoom(second));
        List<ClaimResult> results = claim(session, 2, new Room(10, true), List.of(second, first));
        assertThat(results.get(0)).isEqualTo(new NoRoom(second));
        assertThat(results.get(1)).isInstanceOf(ClaimResult.Claimed.class);
    }

    @Test
    void whatIsGoneTakesNoRoom() {
        long session = agent();
        long gone = submit(NewTask.of(A, large(1_000)));
        store().submissions().cancel(List.of(gone));
        long waits = submit(NewTask.of(A, large(1_000)));

        List<ClaimResult> results = claim(session, 1, new Room(1_500, false), List.of(gone, waits));

        assertThat(results.get(0)).isEqualTo(new Gone(gone));
        assertThat(results.get(1)).isInstanceOf(ClaimResult.Claimed.class);
    }

    @Test
    void paramsHaveTheSizeThatTheyComeBackWith() {
        long session = agent();
        for (String params : List.of("{}", "{\"a\":[1,2,3],\"b\":\"\u00e4\u65e5\"}", "{ \"n\" : 1e10 }")) {
            ClaimedTask task = claimed(claim(session, 1 + claims++, submit(NewTask.of(A, params))));
            assertThat(task.bytes()).isEqualTo(task.params().getBytes(StandardCharsets.UTF_8).length);
        }
    }

    private int claims;

    @Test
    void claimStampsStartAgentAndAttempt() {
        long id = submit(A);
        long session = store().sessions().open(agentNamed("the-agent"));
        Instant before = store().now();

        claimed(claim(session, 1, id));

        Task task = task(id);
        assertThat(task.times().startedAt().orElseThrow()).isBetween(before, store().now());
        assertThat(task.agent()).contains("the-agent");
        assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    }

    @Test
    void boundsInForceAreTheSubmittersWhereGiven() {
        long id = submit(newTask(A).withMaxAttempts(2).withTimeout(Duration.ofSeconds(9)));

        ClaimedTask claimed = claimed(claim(agent(), 1, id));

        assertThat(claimed.running().maxAttempts()).isEqualTo(2);
        assertThat(claimed.running().timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(task(id).maxAttempts()).isEqualTo(2);
        assertThat(task(id).timeout()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void boundsInForceAreElseTheClaimersAndAnewEachTime() {
        long id = submit(newTask(A).withMaxAttempts(2));
        long session = agent();
        store().dispatch()
                .claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 9, Duration.ofMillis(1)))));
        assertThat(task(id).timeout()).isEqualTo(Duration.ofMillis(1));
        end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));

        ClaimedTask again = claimed(store().dispatch()
                .claim(new Claim(new Holder(session, 2), List.of(new Claim.Item(id, 9, Duration.ofHours(2))))));

        assertThat(again.running().maxAttempts()).isEqualTo(2);
        assertThat(again.running().timeout()).isEqualTo(Duration.ofHours(2));
        assertThat(task(id).timeout()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void claimOfWhatIsNotQueuedIsGone() {
        long session = agent();
        long succeeded = ended(SUCCEEDED);
        long running = running(session, 1);
        long scheduled = submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long cancelled = submit(A);
        store().submissions().cancel(List.of(cancelled));

        assertThat(claim(session, 2, succeeded, running, scheduled, cancelled, Long.MAX_VALUE))
                .containsExactly(
                        new Gone(succeeded),
                        new Gone(running),
                        new Gone(scheduled),
                        new Gone(cancelled),
                        new Gone(Long.MAX_VALUE));
        assertThat(status(scheduled)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    void claimOfALockedTaskIsLockedAndItsNeighboursGoOn() throws Exception {
        List<Long> ids = submit(A, 3);
        long session = agent();

        try (AutoCloseable held = lockRow(ids.get(1))) {
            assertThat(held).isNotNull();
            List<ClaimResult> results = claim(session, 1, ids.get(2), ids.get(1), ids.get(0));

            assertThat(results.stream().map(ClaimResult::id)).containsExactly(ids.get(2), ids.get(1), ids.get(0));
            assertThat(results.get(0)).isInstanceOf(Claimed.class);
            assertThat(results.get(1)).isEqualTo(new Locked(ids.get(1)));
            assertThat(results.get(2)).isInstanceOf(Claimed.class);
        }
        claimed(claim(session, 2, ids.get(1)));
    }

    @Test
    void claimMixesAllAnswersInTheOrderAsked() throws Exception {
        long gone = ended(SUCCEEDED);
        long queued = submit(B);
        long locked = submit(A);

        try (AutoCloseable held = lockRow(locked)) {
            assertThat(held).isNotNull();
            List<ClaimResult> results = claim(agent(), 1, locked, queued, gone);

            assertThat(results.get(0)).isEqualTo(new Locked(locked));
            assertThat(results.get(1)).isInstanceOf(Claimed.class);
            assertThat(results.get(2)).isEqualTo(new Gone(gone));
        }
    }

    @Test
    void aThousandTasksAreClaimedInOneCall() {
        List<Long> ids = submit(A, 1_000);

        List<ClaimResult> results = store().dispatch().claim(claimOf(agent(), 1, ids));

        assertThat(results).hasSize(1_000).hasOnlyElementsOfType(Claimed.class);
        assertThat(results.stream().map(ClaimResult::id)).containsExactlyElementsOf(ids);
    }

    @Test
    void manyClaimersGetEachTaskOnce() throws Exception {
        List<Long> ids = submit(A, 200);
        TaskStore other = another();

        List<List<Long>> claimed = Together.run(8, number -> {
            TaskStore mine = number % 2 == 0 ? store() : other;
            long session = mine.sessions().open(agentNamed("agent-" + number));
            List<Long> mineAlone = new ArrayList<>();
            for (int i = 0; i < 200; i += 20) {
                mine.dispatch().claim(claimOf(session, i + 1, ids.subList(i, i + 20))).stream()
                        .filter(Claimed.class::isInstance)
                        .forEach(result -> mineAlone.add(result.id()));
            }
            return mineAlone;
        });

        assertThat(claimed.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void boundsAreThoseOfEachTask() {
        List<Long> ids = submit(A, 2);

        List<ClaimResult> results = store().dispatch()
                .claim(new Claim(
                        new Holder(agent(), 1),
                        List.of(
                                new Claim.Item(ids.get(1), 9, Duration.ofSeconds(9)),
                                new Claim.Item(ids.get(0), 3, Duration.ofSeconds(3)))));

        assertThat(results.stream()
                        .map(result -> ((Claimed) result).task().running().maxAttempts()))
                .containsExactly(9, 3);
        assertThat(task(ids.get(1)).timeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(task(ids.get(0)).timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    // Suspects

    private long lost(int times) {
        long session = agent();
        long id = submit(A);
        for (int losses = 1; losses <= times; losses++) {
            claimed(claim(session, losses, id));
            Verdict again = new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, losses, 0);
            end(taken(id, session, losses, again, AttemptOutcome.LOST));
        }
        return id;
    }

    @Test
    void claimTakesOneSuspectAtMostAndTheOthersGoOn() {
        long before = lost(Counts.SUSPECT_LOSSES - 1);
        long one = lost(Counts.SUSPECT_LOSSES);
        long other = lost(Counts.SUSPECT_LOSSES + 1);
        List<Long> neighbours = List.of(before, submit(A));

        List<ClaimResult> results = claim(agent(), 1, neighbours.get(0), one, other, neighbours.get(1));

        assertThat(results.get(0)).isInstanceOf(Claimed.class);
        assertThat(results.get(3)).isInstanceOf(Claimed.class);
        assertThat(results.subList(1, 3)).filteredOn(Claimed.class::isInstance).hasSize(1);
        assertThat(results.subList(1, 3))
                .filteredOn(Deferred.class::isInstance)
                .singleElement()
                .satisfies(deferred -> assertThat(waitingIds(A)).containsExactly(deferred.id()));
    }

    @Test
    void claimThatTakesNoSuspectLeavesItAsItIs() {
        long suspect = lost(Counts.SUSPECT_LOSSES);
        long neighbour = submit(A);
        Task before = task(suspect);
        List<Claim.Item> items = claimOf(1, 1, List.of(suspect, neighbour)).items();

        List<ClaimResult> results =
                store().dispatch().claim(new Claim(new Holder(agent(), 1), items, false, Room.UNLIMITED));

        assertThat(results.get(0)).isEqualTo(new Deferred(suspect));
        assertThat(results.get(1)).isInstanceOf(Claimed.class);
        assertThat(task(suspect)).isEqualTo(before);
    }

    @Test
    void scanWithoutSuspectsPassesThemOver() {
        long suspect = lost(Counts.SUSPECT_LOSSES);
        long neighbour = submit(A);

        assertThat(waitingIds(A)).containsExactly(suspect, neighbour);
        assertThat(scan(new Scan(A, Position.START, Scan.NO_END, 100, 1, false)).queued())
                .extracting(Hint::id)
                .containsExactly(neighbour);
    }

    @Test
    void claimOfNothingIsHarmless() {
        assertThat(claim(agent(), 1)).isEmpty();
    }

    // The fence

    @Test
    void claimOfAnEndedSessionIsRefusedAndChangesNothing() {
        long session = agent();
        long id = submit(A);
        lose(session);

        assertThatThrownBy(() -> claim(session, 1, id))
                .isInstanceOfSatisfying(
                        SessionEndedException.class,
                        e -> assertThat(e.session()).isEqualTo(session));
        assertThat(waitingIds(A)).containsExactly(id);
        assertThat(task(id).counts()).isEqualTo(Counts.NONE);
    }

    @Test
    void claimOfAClearedSessionIsRefused() {
        long session = agent();
        long id = submit(A);
        store().sessions().stop(session);
        store().sessions().clear(List.of(session));

        assertThatThrownBy(() -> claim(session, 1, id)).isInstanceOf(SessionEndedException.class);
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void whenASessionHasBeenEndedNoClaimOfItCommitsLater() throws Exception {
        List<Long> ids = submit(A, 400);
        TaskStore other = another();
        long session = agent();

        List<Long> held = Together.run(2, number -> {
            if (number == 1) {
                Eventually.until(
                        Eventually.LONG, () -> other.submissions().statuses(ids).containsValue(TaskStatus.RUNNING));
                lose(other, session);
                return runningNow(other, ids);
            }
            for (int i = 0; i < 400; i++) {
                try {
                    claim(session, i + 1, ids.get(i));
                } catch (SessionEndedException e) {
                    return 0L;
                }
            }
            return 0L;
        });

        assertThat(runningNow(store(), ids)).isEqualTo(held.get(1));
    }

    private static long runningNow(TaskStore store, List<Long> ids) {
        return store.submissions().statuses(ids).values().stream()
                .filter(status -> status == TaskStatus.RUNNING)
                .count();
    }

    // Settle

    @Test
    void settleGivesWhatTheClaimHolds() {
        long session = agent();
        List<Long> ids = submit(A, 2);
        Claim claim = claimOf(session, 1, ids);
        List<ClaimResult> claimed = store().dispatch().claim(claim);

        List<ClaimResult> settled = store().dispatch().settle(claim);

        assertThat(settled).hasOnlyElementsOfType(Claimed.class);
        assertThat(settled)
                .usingRecursiveComparison()
                .ignoringFields("task.startedAt")
                .isEqualTo(claimed);
    }

    @Test
    void settleStampsTheStartAnew() {
        long session = agent();
        long id = running(session, 1);
        Instant start = task(id).times().startedAt().orElseThrow();

        ClaimedTask settled = claimed(store().dispatch().settle(claimOf(session, 1, List.of(id))));

        assertThat(settled.startedAt()).isAfter(start);
        assertThat(task(id).times().startedAt()).contains(settled.startedAt());
        assertThat(settled.running().counts().attempt()).isEqualTo(1);
    }

    @Test
    void settleOfAClaimThatNeverCameFindsAllGoneAndLeavesThemQueued() {
        List<Long> ids = submit(A, 2);

        assertThat(store().dispatch().settle(claimOf(agent(), 1, ids)))
                .containsExactly(new Gone(ids.get(0)), new Gone(ids.get(1)));
        assertThat(waitingIds(A)).containsExactlyElementsOf(ids);
    }

    @Test
    void settleLeavesWhatOthersHoldAlone() {
        long other = agent();
        long id = running(other, 1);
        long session = agent();

        assertThat(store().dispatch().settle(claimOf(session, 1, List.of(id, Long.MAX_VALUE))))
                .containsExactly(new Gone(id), new Gone(Long.MAX_VALUE));
        assertThat(end(completion(id, other, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);
    }

    @Test
    void settleTellsExecutionsOfOneSessionApart() {
        long session = agent();
        long id = running(session, 1);

        assertThat(store().dispatch().settle(claimOf(session, 2, List.of(id)))).containsExactly(new Gone(id));
        assertThat(end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);
    }

    @Test
    void settleOfALockedTaskIsToBeAskedAgain() throws Exception {
        long session = agent();
        long id = running(session, 1);
        Claim claim = claimOf(session, 1, List.of(id));

        try (AutoCloseable held = lockRow(id)) {
            assertThat(held).isNotNull();
            assertThat(store().dispatch().settle(claim)).containsExactly(new Locked(id));
        }
        claimed(store().dispatch().settle(claim));
    }

    @Test
    void nothingIsClaimedUnderASettledTokenOrALowerOne() {
        long session = agent();
        List<Long> ids = submit(A, 2);
        store().dispatch().settle(claimOf(session, 5, ids));

        assertThat(claim(session, 5, ids.get(0))).doesNotHaveAnyElementsOfTypes(Claimed.class);
        assertThat(claim(session, 4, ids.get(1))).doesNotHaveAnyElementsOfTypes(Claimed.class);
        assertThat(waitingIds(A)).containsExactlyElementsOf(ids);
    }

    @Test
    void higherTokensClaimAfterASettle() {
        long session = agent();
        long id = submit(A);
        store().dispatch().settle(claimOf(session, 5, List.of(id)));

        claimed(claim(session, 6, id));
    }

    @Test
    void settleOfAnOlderClaimLiftsNoLaterStop() {
        long session = agent();
        long id = submit(A);
        store().dispatch().settle(claimOf(session, 5, List.of(id)));
        store().dispatch().settle(claimOf(session, 2, List.of(id)));

        assertThat(claim(session, 5, id)).doesNotHaveAnyElementsOfTypes(Claimed.class);
    }

    @Test
    void settleStopsNoOtherSession() {
        long id = submit(A);
        long other = agent();
        store().dispatch().settle(claimOf(agent(), 5, List.of(id)));

        claimed(claim(other, 1, id));
    }

    @Test
    void settleLeavesOtherTasksOfItsSessionAsTheyAre() {
        long session = agent();
        List<Long> ids = submit(A, 2);
        store().dispatch().claim(claimOf(session, 1, ids));
        long ofAnotherClaim = running(session, 2);
        List<Task> before = store().submissions().find(List.of(ids.get(1), ofAnotherClaim));

        claimed(store().dispatch().settle(claimOf(session, 1, ids.subList(0, 1))));

        assertThat(store().submissions().find(List.of(ids.get(1), ofAnotherClaim)))
                .isEqualTo(before);
    }

    @Test
    void settleTellsWhatIsHeldFromWhatIsGone() {
        long session = agent();
        long held = running(session, 1);

        List<ClaimResult> results = store().dispatch().settle(claimOf(session, 1, List.of(held, Long.MAX_VALUE)));

        assertThat(results.get(0)).isInstanceOf(Claimed.class);
        assertThat(results.get(1)).isEqualTo(new Gone(Long.MAX_VALUE));
    }

    /** The row of a task that its own session ended keeps session and token. */
    @Test
    void settleOfWhatHasEndedFindsItGone() {
        long session = agent();
        long id = running(session, 1);
        end(completion(id, session, 1, SUCCEEDED));
        Task ended = task(id);

        assertThat(store().dispatch().settle(claimOf(session, 1, List.of(id)))).containsExactly(new Gone(id));
        assertThat(task(id)).isEqualTo(ended);
    }

    @Test
    void settleOfAnEndedSessionIsRefused() {
        long session = agent();
        long id = running(session, 1);
        lose(session);

        assertThatThrownBy(() -> store().dispatch().settle(claimOf(session, 1, List.of(id))))
                .isInstanceOf(SessionEndedException.class);
    }

    @Test
    void settleBesideItsClaimTellsWhatIsHeldForGood() throws Exception {
        for (int round = 0; round < 8; round++) {
            long session = agent();
            List<Long> ids = submit(A, 20);
            Claim claim = claimOf(session, 1, ids);

            List<List<ClaimResult>> results =
                    Together.run(2, number -> number == 0 ? store().dispatch().claim(claim) : settledWhole(claim));

            List<Long> held = results.get(1).stream()
                    .filter(Claimed.class::isInstance)
                    .map(ClaimResult::id)
                    .toList();
            List<Long> running =
                    ids.stream().filter(id -> status(id) == TaskStatus.RUNNING).toList();
            assertThat(running).containsExactlyElementsOf(held);
        }
    }

    private List<ClaimResult> settledWhole(Claim claim) throws InterruptedException {
        return Eventually.get(
                Eventually.LONG,
                () -> Optional.of(store().dispatch().settle(claim))
                        .filter(settled -> settled.stream().noneMatch(Locked.class::isInstance)));
    }

    // Stamps of hints

    @Test
    void hintedStampsWhatIsStillQueued() {
        Hint hint = submitted(newTask(A)).hint().orElseThrow();
        Instant queuedAt = task(hint.id()).times().queuedAt().orElseThrow();
        Instant stamp = store().now().plusSeconds(3);

        assertThat(store().dispatch().hinted(List.of(hint), stamp)).isEqualTo(1);

        assertThat(waiting(A)).containsExactly(new Hint(A, hint.id(), stamp));
        assertThat(task(hint.id()).times().queuedAt()).contains(queuedAt);
    }

    @Test
    void stampFarAheadIsNotStored() {
        for (Instant wrong : List.of(
                Instant.parse("9999-06-01T00:00:00Z"),
                Instant.parse("+100000-01-01T00:00:00Z"),
                Instant.MAX,
                store().now().plus(Duration.ofDays(1)))) {
            Hint hint = submitted(newTask(A)).hint().orElseThrow();
            assertThat(store().dispatch().hinted(List.of(hint), wrong)).isEqualTo(1);

            Instant stored = waiting(A).stream()
                    .filter(row -> row.id() == hint.id())
                    .findFirst()
                    .orElseThrow()
                    .hintedAt();
            assertThat(stored)
                    .isAfter(hint.hintedAt())
                    .isBeforeOrEqualTo(store().now().plus(Hint.MOST_AHEAD));
        }
    }

    @Test
    void hintedPassesOverWhatHasMovedOn() throws Exception {
        Hint hint = submitted(newTask(A)).hint().orElseThrow();
        Hint claimed = submitted(newTask(A)).hint().orElseThrow();
        Hint locked = submitted(newTask(A)).hint().orElseThrow();
        Hint stale = new Hint(A, hint.id(), hint.hintedAt().minusMillis(1));
        claimed(claim(agent(), 1, claimed.id()));

        try (AutoCloseable held = lockRow(locked.id())) {
            assertThat(held).isNotNull();
            assertThat(store().dispatch()
                            .hinted(
                                    List.of(stale, claimed, locked, new Hint(A, Long.MAX_VALUE, hint.hintedAt())),
                                    store().now()))
                    .isZero();
        }
        assertThat(waiting(A)).containsExactly(hint, locked);
        assertThat(store().dispatch().hinted(List.of(), store().now())).isZero();
    }

    @Test
    void hintedCountsOnlyWhatItStamped() {
        List<Hint> hints = IntStream.range(0, 3)
                .mapToObj(i -> submitted(newTask(A)))
                .map(Inserted::hint)
                .flatMap(Optional::stream)
                .toList();
        claimed(claim(agent(), 1, hints.get(1).id()));

        assertThat(store().dispatch().hinted(hints, store().now())).isEqualTo(2);
    }

    // Promotion

    private long due(Duration since) throws Exception {
        long id = submit(newTask(A).delayedBy(Duration.ofHours(10)));
        age(id, Duration.ofHours(10).plus(since));
        return id;
    }

    @Test
    void dueTaskIsQueuedWithAHint() throws Exception {
        long id = due(Duration.ofSeconds(1));
        Instant before = store().now();

        Promotion promotion = store().dispatch().promoteDue(10);

        assertThat(promotion.hints()).hasSize(1);
        assertThat(promotion.hints().get(0).id()).isEqualTo(id);
        assertThat(waiting(A)).isEqualTo(promotion.hints());
        Task task = task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.times().runAt()).isEmpty();
        assertThat(task.times().queuedAt().orElseThrow()).isBetween(before, store().now());
    }

    @Test
    void taskThatIsNotDueStaysScheduled() {
        long id = submit(newTask(A).delayedBy(Duration.ofHours(1)));

        Promotion promotion = store().dispatch().promoteDue(10);

        assertThat(promotion.hints()).isEmpty();
        assertThat(promotion.untilNext().orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
        assertThat(status(id)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    void nextIsUnknownWhereNothingIsScheduled() throws Exception {
        submit(A);
        due(Duration.ofSeconds(1));

        assertThat(store().dispatch().promoteDue(10).untilNext()).isEmpty();
        assertThat(store().dispatch().promoteDue(10)).isEqualTo(new Promotion(List.of(), Optional.empty()));
    }

    @Test
    void longestDueComesFirst() throws Exception {
        List<Long> ids = new ArrayList<>();
        for (int hours : List.of(2, 3, 1)) {
            ids.add(submit(newTask(hours == 3 ? B : A).delayedBy(Duration.ofHours(hours))));
        }
        for (long id : ids) {
            age(id, Duration.ofHours(4));
        }

        Promotion first = store().dispatch().promoteDue(2);

        assertThat(first.hints().stream().map(Hint::id)).containsExactly(ids.get(2), ids.get(0));
        assertThat(first.untilNext()).contains(Duration.ZERO);
        assertThat(store().dispatch().promoteDue(2).hints().stream().map(Hint::id))
                .containsExactly(ids.get(1));
    }

    @Test
    void lockedDueTaskIsPassedOverUntilItIsFree() throws Exception {
        long locked = due(Duration.ofSeconds(2));
        long free = due(Duration.ofSeconds(1));

        try (AutoCloseable held = lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThat(store().dispatch().promoteDue(10).hints().stream().map(Hint::id))
                    .containsExactly(free);
        }
        assertThat(store().dispatch().promoteDue(10).hints().stream().map(Hint::id))
                .containsExactly(locked);
    }

    @Test
    void manyPromotersQueueEachTaskOnce() throws Exception {
        List<Long> ids = store()
                .submissions()
                .insert(Collections.nCopies(12, insert(newTask(A).delayedBy(Duration.ofHours(1)))))
                .stream()
                .map(Inserted::id)
                .toList();
        for (long id : ids) {
            age(id, Duration.ofHours(2));
        }

        List<List<Hint>> hints = Together.run(4, number -> {
            List<Hint> all = new ArrayList<>();
            while (store().submissions().statuses(ids).containsValue(TaskStatus.SCHEDULED)) {
                all.addAll(store().dispatch().promoteDue(2).hints());
            }
            return all;
        });

        assertThat(hints.stream().flatMap(List::stream).map(Hint::id)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void promotingNoneIsRefused() {
        assertThatThrownBy(() -> store().dispatch().promoteDue(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void promotedTaskIsClaimedLikeAnyOther() throws Exception {
        long id = due(Duration.ofSeconds(1));
        store().dispatch().promoteDue(10);

        assertThat(claimed(claim(agent(), 1, id)).running().counts().attempt()).isEqualTo(1);
    }

    @Test
    void claimedTaskSaysWhenItWasDueFirst() throws Exception {
        long id = due(Duration.ofSeconds(1));
        store().dispatch().promoteDue(10);
        long session = agent();

        ClaimedTask first = claimed(claim(session, 1, id));
        end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        ClaimedTask second = claimed(claim(session, 2, id));

        assertThat(first.running().dueAt())
                .isBetween(task(id).times().createdAt().plusMillis(900), first.startedAt())
                .isEqualTo(second.running().dueAt());
        assertThat(second.queuedAt()).isAfterOrEqualTo(first.startedAt());
    }

    @Test
    void whoeverMakesATaskQueuedStampsItAnew() {
        long session = agent();
        long id = running(session, 1);
        Instant before = store().now();

        CompletionResult.Recorded released =
                (CompletionResult.Recorded) end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));

        Hint hint = released.hint().orElseThrow();
        assertThat(hint.hintedAt()).isAfterOrEqualTo(before);
        assertThat(waiting(A)).containsExactly(hint);
        assertThat(task(id).times().queuedAt().orElseThrow()).isAfterOrEqualTo(before);
    }

    @Test
    void stampOfATaskRetriedByHandIsItsQueuedAt() {
        long id = ended(FAILED);

        RetryResult.Requeued retried = (RetryResult.Requeued) store().submissions()
                .retry(List.of(new RetryRequest(id, OptionalInt.empty())))
                .get(0);

        assertThat(waiting(A))
                .containsExactly(
                        new Hint(A, id, retried.task().times().queuedAt().orElseThrow()));
    }
}
