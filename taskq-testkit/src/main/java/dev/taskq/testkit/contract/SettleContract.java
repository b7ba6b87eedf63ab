package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.SessionEndedException;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimResult.Claimed;
import dev.taskq.spi.ClaimResult.Gone;
import dev.taskq.spi.ClaimResult.Locked;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.CompletionResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Settling a claim whose answer was lost. */
interface SettleContract extends StoreUnderTest {
    @Test
    default void settleGivesWhatTheClaimHolds(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 2);
        Claim claim = claimOf(session, 1, ids);
        List<ClaimResult> claimed = store.dispatch().claim(claim);

        List<ClaimResult> settled = store.dispatch().settle(claim);

        assertThat(settled).hasOnlyElementsOfType(Claimed.class);
        assertThat(settled)
                .usingRecursiveComparison()
                .ignoringFields("task.startedAt")
                .isEqualTo(claimed);
    }

    @Test
    default void settleStampsTheStartAnew(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Instant start = store.task(id).times().startedAt().orElseThrow();

        ClaimedTask settled = claimed(store.dispatch().settle(claimOf(session, 1, List.of(id))));

        assertThat(settled.startedAt()).isAfter(start);
        assertThat(store.task(id).times().startedAt()).contains(settled.startedAt());
        assertThat(settled.running().counts().attempt()).isEqualTo(1);
    }

    @Test
    default void settleOfAClaimThatNeverCameFindsAllGoneAndLeavesThemQueued(StoreFixture store) {
        List<Long> ids = store.submit(A, 2);

        assertThat(store.dispatch().settle(claimOf(store.agent(), 1, ids)))
                .containsExactly(new Gone(ids.get(0)), new Gone(ids.get(1)));
        assertThat(store.waitingIds(A)).containsExactlyElementsOf(ids);
    }

    @Test
    default void settleLeavesWhatOthersHoldAlone(StoreFixture store) {
        long other = store.agent();
        long id = store.running(other, 1);
        long session = store.agent();

        assertThat(store.dispatch().settle(claimOf(session, 1, List.of(id, Long.MAX_VALUE))))
                .containsExactly(new Gone(id), new Gone(Long.MAX_VALUE));
        assertThat(store.end(completion(id, other, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);
    }

    @Test
    default void settleTellsExecutionsOfOneSessionApart(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        assertThat(store.dispatch().settle(claimOf(session, 2, List.of(id)))).containsExactly(new Gone(id));
        assertThat(store.end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);
    }

    @Test
    default void settleOfALockedTaskIsToBeAskedAgain(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        Claim claim = claimOf(session, 1, List.of(id));

        try (AutoCloseable held = store.lockRow(id)) {
            assertThat(held).isNotNull();
            assertThat(store.dispatch().settle(claim)).containsExactly(new Locked(id));
        }
        claimed(store.dispatch().settle(claim));
    }

    @Test
    default void nothingIsClaimedUnderASettledTokenOrALowerOne(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 2);
        store.dispatch().settle(claimOf(session, 5, ids));

        assertThat(store.claim(session, 5, ids.get(0))).doesNotHaveAnyElementsOfTypes(Claimed.class);
        assertThat(store.claim(session, 4, ids.get(1))).doesNotHaveAnyElementsOfTypes(Claimed.class);
        assertThat(store.waitingIds(A)).containsExactlyElementsOf(ids);
    }

    @Test
    default void higherTokensClaimAfterASettle(StoreFixture store) {
        long session = store.agent();
        long id = store.submit(A);
        store.dispatch().settle(claimOf(session, 5, List.of(id)));

        claimed(store.claim(session, 6, id));
    }

    @Test
    default void settleOfAnOlderClaimLiftsNoLaterStop(StoreFixture store) {
        long session = store.agent();
        long id = store.submit(A);
        store.dispatch().settle(claimOf(session, 5, List.of(id)));
        store.dispatch().settle(claimOf(session, 2, List.of(id)));

        assertThat(store.claim(session, 5, id)).doesNotHaveAnyElementsOfTypes(Claimed.class);
    }

    @Test
    default void settleStopsNoOtherSession(StoreFixture store) {
        long id = store.submit(A);
        long other = store.agent();
        store.dispatch().settle(claimOf(store.agent(), 5, List.of(id)));

        claimed(store.claim(other, 1, id));
    }

    @Test
    default void settleLeavesOtherTasksOfItsSessionAsTheyAre(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 2);
        store.dispatch().claim(claimOf(session, 1, ids));
        long ofAnotherClaim = store.running(session, 2);
        List<Task> before = store.submissions().find(List.of(ids.get(1), ofAnotherClaim));

        claimed(store.dispatch().settle(claimOf(session, 1, ids.subList(0, 1))));

        assertThat(store.submissions().find(List.of(ids.get(1), ofAnotherClaim)))
                .isEqualTo(before);
    }

    @Test
    default void settleTellsWhatIsHeldFromWhatIsGone(StoreFixture store) {
        long session = store.agent();
        long held = store.running(session, 1);

        List<ClaimResult> results = store.dispatch().settle(claimOf(session, 1, List.of(held, Long.MAX_VALUE)));

        assertThat(results.get(0)).isInstanceOf(Claimed.class);
        assertThat(results.get(1)).isEqualTo(new Gone(Long.MAX_VALUE));
    }

    /** The row of a task that its own session ended keeps session and token. */
    @Test
    default void settleOfWhatHasEndedFindsItGone(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(completion(id, session, 1, SUCCEEDED));
        Task ended = store.task(id);

        assertThat(store.dispatch().settle(claimOf(session, 1, List.of(id)))).containsExactly(new Gone(id));
        assertThat(store.task(id)).isEqualTo(ended);
    }

    @Test
    default void settleOfWhatHasFailedFindsItGone(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(completion(id, session, 1, FAILED));
        Task ended = store.task(id);

        assertThat(store.dispatch().settle(claimOf(session, 1, List.of(id)))).containsExactly(new Gone(id));
        assertThat(store.task(id)).isEqualTo(ended);
    }

    @Test
    default void settleOfAnEndedSessionIsRefused(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.lose(session);

        assertThatThrownBy(() -> store.dispatch().settle(claimOf(session, 1, List.of(id))))
                .isInstanceOf(SessionEndedException.class);
    }

    @Test
    default void settleBesideItsClaimTellsWhatIsHeldForGood(StoreFixture store) throws Exception {
        for (int round = 0; round < 8; round++) {
            long session = store.agent();
            List<Long> ids = store.submit(A, 20);
            Claim claim = claimOf(session, 1, ids);

            List<List<ClaimResult>> results =
                    Together.run(2, number -> number == 0 ? store.dispatch().claim(claim) : settledWhole(store, claim));

            List<Long> held = results.get(1).stream()
                    .filter(Claimed.class::isInstance)
                    .map(ClaimResult::id)
                    .toList();
            List<Long> running = ids.stream()
                    .filter(id -> store.status(id) == TaskStatus.RUNNING)
                    .toList();
            assertThat(running).containsExactlyElementsOf(held);
        }
    }

    private static List<ClaimResult> settledWhole(StoreFixture store, Claim claim) throws InterruptedException {
        return Eventually.get(
                Eventually.LONG,
                () -> Optional.of(store.dispatch().settle(claim))
                        .filter(settled -> settled.stream().noneMatch(Locked.class::isInstance)));
    }
}
