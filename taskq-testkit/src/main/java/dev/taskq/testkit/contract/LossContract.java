package dev.taskq.testkit.contract;

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
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Losses: that the store counts them, and takes them back of who has come back. */
abstract class LossContract extends SessionContract {
    private static final String BACK = "it came back";
    private static final Verdict LAST = new Verdict(TaskStatus.FAILED, Duration.ZERO, 0, 5, 0);

    private void lose(long id, long session, long token, Verdict verdict) {
        lose(session);
        assertThat(end(taken(id, session, token, verdict, AttemptOutcome.LOST)))
                .isInstanceOf(CompletionResult.Recorded.class);
    }

    /** Claims a queued task under a session of its own, and loses it. */
    private long loseOnce(long id) {
        long session = agent();
        claimed(claim(session, 1, id));
        lose(id, session, 1, AT_ONCE);
        return session;
    }

    private int losses(long id) {
        return task(id).counts().losses();
    }

    private Forgiven forgive(long session) {
        return store().completions().forgiveLosses(session, process(session), BACK);
    }

    private long process(long session) {
        return store().sessions().all().sessions().stream()
                .filter(known -> known.id() == session)
                .mapToLong(Session::process)
                .findFirst()
                .orElse(0);
    }

    @Test
    void lossesOfAnothersSessionStay() {
        long id = submit(A);
        long session = loseOnce(id);

        assertThat(store().completions().forgiveLosses(session, process(session) + 1, BACK))
                .isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(id)).isEqualTo(1);
    }

    @Test
    void lossesOfAnotherLivingProcessStay() throws Exception {
        long id = submit(A);
        long session = loseOnce(id);
        long elsewhere = another().sessions().open(agentNamed("elsewhere"));

        assertThat(store().completions().forgiveLosses(session, process(elsewhere), BACK))
                .isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(id)).isEqualTo(1);
    }

    @Test
    void attemptsThatAreNoLossesDoNotUseUpWhatIsForgiven() {
        long id = submit(A);
        for (int i = 0; i < Completions.MOST_FORGIVEN; i++) {
            long session = agent();
            claimed(claim(session, 1, id));
            end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        }

        assertThat(forgive(loseOnce(id)).tasks()).containsExactly(id);
    }

    @Test
    void lossesOfOtherTasksDoNotUseUpWhatIsForgiven() {
        for (int i = 0; i < Completions.MOST_FORGIVEN; i++) {
            loseOnce(submit(A));
        }
        long id = submit(A);

        assertThat(forgive(loseOnce(id)).tasks()).containsExactly(id);
    }

    @Test
    void aRetryLeavesTheLossesOfOtherTasksToBeForgiven() {
        long retried = submit(A);
        loseOnce(retried);
        store().submissions().cancel(List.of(retried));
        long id = submit(A);
        long session = loseOnce(id);

        store().submissions().retry(List.of(new RetryRequest(retried, OptionalInt.empty())));

        assertThat(forgive(session).tasks()).containsExactly(id);
    }

    @Test
    void everyLossIsCountedWhateverTheVerdictSays() {
        long id = submit(A);

        loseOnce(id);
        assertThat(losses(id)).isEqualTo(1);
        loseOnce(id);
        assertThat(losses(id)).isEqualTo(2);
    }

    @Test
    void anCompletionThatIsNoLossLeavesTheirCount() {
        long id = submit(A);
        loseOnce(id);
        long session = agent();
        claimed(claim(session, 1, id));

        end(completion(id, session, 1, BACK_OFF));

        assertThat(task(id).counts()).isEqualTo(new Counts(2, 1, 1, 0));
    }

    @Test
    void lossIsTakenBack() {
        long id = submit(A);
        loseOnce(id);
        long session = loseOnce(id);

        assertThat(forgive(session)).isEqualTo(new Forgiven(List.of(id), true));

        assertThat(task(id).counts()).isEqualTo(new Counts(2, 0, 1, 0));
        List<Attempt> attempts = task(id).attempts();
        assertThat(attempts).extracting(Attempt::outcome).containsOnly(AttemptOutcome.LOST);
        assertThat(attempts.get(0).error()).contains("taken back");
        assertThat(attempts.get(1).error()).contains(BACK);
    }

    @Test
    void lossIsTakenBackOnce() {
        long id = submit(A);
        loseOnce(id);
        long session = loseOnce(id);
        forgive(session);

        assertThat(forgive(session)).isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(id)).isEqualTo(1);
    }

    @Test
    void lossesOfOtherSessionsStay() {
        long mine = submit(A);
        long session = loseOnce(mine);
        long others = submit(A);
        loseOnce(others);

        assertThat(forgive(session).tasks()).containsExactly(mine);

        assertThat(losses(others)).isEqualTo(1);
        assertThat(forgive(Long.MAX_VALUE)).isEqualTo(new Forgiven(List.of(), true));
    }

    @Test
    void allTasksThatWereLostTogetherAreForgiven() {
        long session = agent();
        List<Long> ids = submit(A, 3);
        store().dispatch().claim(claimOf(session, 1, ids));
        lose(session);
        ids.forEach(id -> end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST)));

        assertThat(forgive(session).tasks()).containsExactlyInAnyOrderElementsOf(ids);

        assertThat(ids).allSatisfy(id -> assertThat(losses(id)).isZero());
    }

    @Test
    void onlyLossesAreTakenBack() {
        long session = agent();
        long failed = running(session, 1);
        end(completion(failed, session, 1, BACK_OFF));
        long released = running(session, 2);
        end(taken(released, session, 2, AT_ONCE, AttemptOutcome.RELEASED));

        assertThat(forgive(session).tasks()).isEmpty();

        assertThat(task(failed).attempts().get(0).error()).contains("went wrong");
    }

    @Test
    void whatRunsAgainMeanwhileIsForgivenAndEndsWithTheLowerCount() {
        long id = submit(A);
        long first = loseOnce(id);
        long second = agent();
        claimed(claim(second, 1, id));

        forgive(first);
        assertThat(losses(id)).isZero();
        end(completion(id, second, 1, SUCCEEDED));

        assertThat(task(id).counts()).isEqualTo(new Counts(2, 0, 0, 0));
    }

    @Test
    void finalTaskKeepsItsCountAndItsStatus() {
        long id = submit(A);
        long session = agent();
        claimed(claim(session, 1, id));
        lose(id, session, 1, LAST);

        assertThat(forgive(session)).isEqualTo(new Forgiven(List.of(), true));

        assertThat(status(id)).isEqualTo(TaskStatus.FAILED);
        assertThat(losses(id)).isEqualTo(1);
        assertThat(task(id).attempts().getFirst().error()).contains("taken back");
    }

    @Test
    void whatAPersonRetriedIsNotForgivenForBefore() {
        long id = submit(A);
        long session = agent();
        claimed(claim(session, 1, id));
        lose(id, session, 1, LAST);
        store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));
        loseOnce(id);

        assertThat(forgive(session).tasks()).isEmpty();

        assertThat(losses(id)).isEqualTo(1);
    }

    @Test
    void lockedRowIsLeftForAnotherCall() throws Exception {
        long locked = submit(A);
        long session = agent();
        long free = submit(A);
        store().dispatch().claim(claimOf(session, 1, List.of(locked, free)));
        lose(session);
        List.of(locked, free).forEach(id -> end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST)));

        try (AutoCloseable held = lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThat(forgive(session)).isEqualTo(new Forgiven(List.of(free), false));
        }

        assertThat(forgive(session)).isEqualTo(new Forgiven(List.of(locked), true));
        assertThat(losses(locked)).isZero();
        assertThat(losses(free)).isZero();
    }

    @Test
    void whatIsLostAgainAndAgainIsForgivenNoMore() {
        long id = submit(A);
        for (int i = 0; i < Completions.MOST_FORGIVEN; i++) {
            assertThat(forgive(loseOnce(id)).tasks()).containsExactly(id);
        }
        assertThat(losses(id)).isZero();

        assertThat(forgive(loseOnce(id))).isEqualTo(new Forgiven(List.of(), true));

        assertThat(losses(id)).isEqualTo(1);
    }

    @Test
    void manyForgiversTakeOneLossBack() throws Exception {
        TaskStore other = another();
        for (int round = 0; round < 5; round++) {
            long id = submit(A);
            loseOnce(id);
            long session = loseOnce(id);

            long process = process(session);

            Together.run(
                    4,
                    number -> (number % 2 == 0 ? store() : other).completions().forgiveLosses(session, process, BACK));

            assertThat(forgive(session).complete()).isTrue();
            assertThat(losses(id)).isEqualTo(1);
        }
    }
}
