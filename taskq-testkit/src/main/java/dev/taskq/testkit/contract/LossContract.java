package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.LAST;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task.Attempt;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Forgiven;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.Session;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Losses: the store counts them, and takes them back when the lost process returns. */
interface LossContract extends StoreUnderTest {
    private static void loseExecution(StoreFixture store, long id, long session, long token, Verdict verdict) {
        store.lose(session);
        assertThat(store.end(taken(id, session, token, verdict, AttemptOutcome.LOST)))
                .isInstanceOf(CompletionResult.Recorded.class);
    }

    /** Claims a queued task under a session of its own, and loses it. */
    private static long loseOnce(StoreFixture store, long id) {
        long session = store.agent();
        claimed(store.claim(session, 1, id));
        loseExecution(store, id, session, 1, AT_ONCE);
        return session;
    }

    private static int losses(StoreFixture store, long id) {
        return store.task(id).counts().losses();
    }

    private static Forgiven forgive(StoreFixture store, long session) {
        return store.completions().forgiveLosses(session, process(store, session), BACK);
    }

    private static long process(StoreFixture store, long session) {
        return store.sessions().all().sessions().stream()
                .filter(known -> known.id() == session)
                .mapToLong(Session::process)
                .findFirst()
                .orElse(0);
    }

    @Test
    default void lossesOfAnothersSessionStay(StoreFixture store) {
        long id = store.submit(A);
        long session = loseOnce(store, id);

        assertThat(store.completions().forgiveLosses(session, process(store, session) + 1, BACK))
                .isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(store, id)).isEqualTo(1);
    }

    @Test
    default void lossesOfAnotherLivingProcessStay(StoreFixture store) throws Exception {
        long id = store.submit(A);
        long session = loseOnce(store, id);
        long elsewhere = store.another().sessions().open(agentNamed("elsewhere"));

        assertThat(store.completions().forgiveLosses(session, process(store, elsewhere), BACK))
                .isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(store, id)).isEqualTo(1);
    }

    @Test
    default void attemptsThatAreNoLossesDoNotUseUpWhatIsForgiven(StoreFixture store) {
        long id = store.submit(A);
        for (int i = 0; i < Completions.MOST_FORGIVEN; i++) {
            long session = store.agent();
            claimed(store.claim(session, 1, id));
            store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        }

        assertThat(forgive(store, loseOnce(store, id)).tasks()).containsExactly(id);
    }

    @Test
    default void lossesOfOtherTasksDoNotUseUpWhatIsForgiven(StoreFixture store) {
        for (int i = 0; i < Completions.MOST_FORGIVEN; i++) {
            loseOnce(store, store.submit(A));
        }
        long id = store.submit(A);

        assertThat(forgive(store, loseOnce(store, id)).tasks()).containsExactly(id);
    }

    @Test
    default void aRetryLeavesTheLossesOfOtherTasksToBeForgiven(StoreFixture store) {
        long retried = store.submit(A);
        loseOnce(store, retried);
        store.submissions().cancel(List.of(retried));
        long id = store.submit(A);
        long session = loseOnce(store, id);

        store.submissions().retry(List.of(new RetryRequest(retried, OptionalInt.empty())));

        assertThat(forgive(store, session).tasks()).containsExactly(id);
    }

    @Test
    default void lossesOfATaskThatIsRetriedBeforeItIsDueAreForgiven(StoreFixture store) {
        long id = store.submit(A);
        long session = store.agent();
        claimed(store.claim(session, 1, id));
        loseExecution(store, id, session, 1, BACK_OFF);

        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.of(1))));

        assertThat(store.status(id)).isEqualTo(TaskStatus.QUEUED);
        assertThat(losses(store, id)).isEqualTo(1);
        assertThat(forgive(store, session).tasks()).containsExactly(id);
        assertThat(losses(store, id)).isZero();
    }

    @Test
    default void everyLossIsCountedWhateverTheVerdictSays(StoreFixture store) {
        long id = store.submit(A);

        loseOnce(store, id);
        assertThat(losses(store, id)).isEqualTo(1);
        loseOnce(store, id);
        assertThat(losses(store, id)).isEqualTo(2);
    }

    @Test
    default void completionThatIsNoLossLeavesTheirCount(StoreFixture store) {
        long id = store.submit(A);
        loseOnce(store, id);
        long session = store.agent();
        claimed(store.claim(session, 1, id));

        store.end(completion(id, session, 1, BACK_OFF));

        assertThat(store.task(id).counts()).isEqualTo(new Counts(2, 1, 1, 0));
    }

    @Test
    default void lossIsTakenBack(StoreFixture store) {
        long id = store.submit(A);
        loseOnce(store, id);
        long session = loseOnce(store, id);

        assertThat(forgive(store, session)).isEqualTo(new Forgiven(List.of(id), true));

        assertThat(store.task(id).counts()).isEqualTo(new Counts(2, 0, 1, 0));
        List<Attempt> attempts = store.task(id).attempts();
        assertThat(attempts).extracting(Attempt::outcome).containsOnly(AttemptOutcome.LOST);
        assertThat(attempts.get(0).error()).contains("taken back");
        assertThat(attempts.get(1).error()).contains(BACK);
    }

    @Test
    default void lossIsTakenBackOnce(StoreFixture store) {
        long id = store.submit(A);
        loseOnce(store, id);
        long session = loseOnce(store, id);
        forgive(store, session);

        assertThat(forgive(store, session)).isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(store, id)).isEqualTo(1);
    }

    @Test
    default void lossesOfOtherSessionsStay(StoreFixture store) {
        long mine = store.submit(A);
        long session = loseOnce(store, mine);
        long others = store.submit(A);
        loseOnce(store, others);

        assertThat(forgive(store, session).tasks()).containsExactly(mine);

        assertThat(losses(store, others)).isEqualTo(1);
        assertThat(forgive(store, Long.MAX_VALUE)).isEqualTo(new Forgiven(List.of(), true));
    }

    @Test
    default void allTasksThatWereLostTogetherAreForgiven(StoreFixture store) {
        long session = store.agent();
        List<Long> ids = store.submit(A, 3);
        store.dispatch().claim(claimOf(session, 1, ids));
        store.lose(session);
        ids.forEach(id -> store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST)));

        assertThat(forgive(store, session).tasks()).containsExactlyInAnyOrderElementsOf(ids);

        assertThat(ids).allSatisfy(id -> assertThat(losses(store, id)).isZero());
    }

    @Test
    default void onlyLossesAreTakenBack(StoreFixture store) {
        long session = store.agent();
        long failed = store.running(session, 1);
        store.end(completion(failed, session, 1, BACK_OFF));
        long released = store.running(session, 2);
        store.end(taken(released, session, 2, AT_ONCE, AttemptOutcome.RELEASED));

        assertThat(forgive(store, session).tasks()).isEmpty();

        assertThat(store.task(failed).attempts().get(0).error()).contains("went wrong");
    }

    @Test
    default void whatRunsAgainMeanwhileIsForgivenAndEndsWithTheLowerCount(StoreFixture store) {
        long id = store.submit(A);
        long first = loseOnce(store, id);
        long second = store.agent();
        claimed(store.claim(second, 1, id));

        forgive(store, first);
        assertThat(losses(store, id)).isZero();
        store.end(completion(id, second, 1, SUCCEEDED));

        assertThat(store.task(id).counts()).isEqualTo(new Counts(2, 0, 0, 0));
    }

    @Test
    default void finalTaskKeepsItsCountAndItsStatus(StoreFixture store) {
        long id = store.submit(A);
        long session = store.agent();
        claimed(store.claim(session, 1, id));
        loseExecution(store, id, session, 1, LAST);

        assertThat(forgive(store, session)).isEqualTo(new Forgiven(List.of(), true));

        assertThat(store.status(id)).isEqualTo(TaskStatus.FAILED);
        assertThat(losses(store, id)).isEqualTo(1);
        assertThat(store.task(id).attempts().getFirst().error()).contains("taken back");
    }

    @Test
    default void whatAPersonRetriedIsNotForgivenForBefore(StoreFixture store) {
        long id = store.submit(A);
        long session = store.agent();
        claimed(store.claim(session, 1, id));
        loseExecution(store, id, session, 1, LAST);
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));
        loseOnce(store, id);

        assertThat(forgive(store, session).tasks()).isEmpty();

        assertThat(losses(store, id)).isEqualTo(1);
    }

    @Test
    default void lockedRowIsLeftForAnotherCall(StoreFixture store) throws Exception {
        long locked = store.submit(A);
        long session = store.agent();
        long free = store.submit(A);
        store.dispatch().claim(claimOf(session, 1, List.of(locked, free)));
        store.lose(session);
        List.of(locked, free).forEach(id -> store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST)));

        try (AutoCloseable held = store.lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThat(forgive(store, session)).isEqualTo(new Forgiven(List.of(free), false));
        }

        assertThat(forgive(store, session)).isEqualTo(new Forgiven(List.of(locked), true));
        assertThat(losses(store, locked)).isZero();
        assertThat(losses(store, free)).isZero();
    }

    @Test
    default void whatIsLostAgainAndAgainIsForgivenNoMore(StoreFixture store) {
        long id = store.submit(A);
        for (int i = 0; i < Completions.MOST_FORGIVEN; i++) {
            assertThat(forgive(store, loseOnce(store, id)).tasks()).containsExactly(id);
        }
        assertThat(losses(store, id)).isZero();

        assertThat(forgive(store, loseOnce(store, id))).isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(store, id)).isEqualTo(1);
    }

    @Test
    default void manyForgiversTakeOneLossBack(StoreFixture store) throws Exception {
        StorePort other = store.another();
        for (int round = 0; round < 5; round++) {
            long id = store.submit(A);
            loseOnce(store, id);
            long session = loseOnce(store, id);

            long process = process(store, session);

            Together.run(
                    4, number -> (number % 2 == 0 ? store : other).completions().forgiveLosses(session, process, BACK));

            assertThat(forgive(store, session).complete()).isTrue();
            assertThat(losses(store, id)).isEqualTo(1);
        }
    }
}
