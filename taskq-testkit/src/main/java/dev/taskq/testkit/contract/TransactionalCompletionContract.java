package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult.AlreadyRecorded;
import dev.taskq.spi.CompletionResult.Locked;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.CompletionResult.Refused;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Completions in transactions of applications. It is not a part of {@link CompletionsContract}: a store need not take part in such
 * transactions.
 */
public interface TransactionalCompletionContract extends StoreUnderTest {
    /**
     * Begins a transaction of an application on the database of the test's stores.
     *
     * @return its connection, not in auto-commit mode
     * @throws Exception if it cannot
     */
    Connection beginTransaction() throws Exception;

    private static Completion success(long id, long session) {
        return completion(id, session, 1, SUCCEEDED);
    }

    private static Recorded recorded() {
        return new Recorded(TaskStatus.SUCCEEDED, Optional.empty());
    }

    private static AlreadyRecorded already() {
        return new AlreadyRecorded(TaskStatus.SUCCEEDED);
    }

    @Test
    default void completionTakesEffectWithTheCommit(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        try (Connection transaction = beginTransaction()) {
            assertThat(store.completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(recorded());
            assertThat(store.status(id)).isEqualTo(TaskStatus.RUNNING);
            transaction.commit();
        }

        Task task = store.task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.result().orElseThrow()).contains("done");
        assertThat(task.times().finishedAt()).isPresent();
        assertThat(task.agent()).contains("agent-1");
    }

    @Test
    default void rollbackLeavesTheTaskRunning(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        Task before = store.task(id);
        try (Connection transaction = beginTransaction()) {
            store.completions().completeIn(transaction, success(id, session));
            transaction.rollback();
        }

        assertThat(store.task(id)).isEqualTo(before);
        assertThat(store.end(completion(id, session, 1, FAILED))).isInstanceOf(Recorded.class);
    }

    @Test
    default void checkpointStaysUntilTheCommit(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        store.completions().checkpoint(List.of(new Checkpoint(id, new Holder(session, 1), "{\"n\": 1}", 8, 1)));
        try (Connection transaction = beginTransaction()) {
            store.completions().completeIn(transaction, success(id, session));
            transaction.rollback();
        }

        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        assertThat(claimed(store.claim(session, 2, id)).checkpoint()).isPresent();
    }

    /** Its connection is closed, as by the end of its process. */
    @Test
    default void transactionThatNeitherCommitsNorRollsBackLeavesNothing(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        try (Connection transaction = beginTransaction()) {
            store.completions().completeIn(transaction, success(id, session));
        }

        Eventually.until(Eventually.LONG, () -> store.end(completion(id, session, 1, FAILED)) instanceof Recorded);
    }

    /** The agent learns so what became of the transaction, whatever outcome it reports. */
    @Test
    default void otherCompletionsWaitForTheEndOfTheTransaction(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        List<Completion> others = List.of(
                completion(id, session, 1, BACK_OFF),
                taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED),
                taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST),
                taken(id, session, 1, FAILED, AttemptOutcome.TIMED_OUT));
        try (Connection transaction = beginTransaction()) {
            store.completions().completeIn(transaction, success(id, session));
            assertThat(others).allSatisfy(other -> assertThat(store.end(other)).isEqualTo(new Locked()));
            transaction.commit();
        }

        assertThat(others).allSatisfy(other -> assertThat(store.end(other)).isEqualTo(already()));
        assertThat(store.status(id)).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(store.task(id).attempts()).isEmpty();
    }

    @Test
    default void whatTheExecutionDoesNotHoldIsRefused(StoreFixture store) throws Exception {
        long session = store.agent();
        long other = store.agent();
        long id = store.running(session, 1);
        long takenBack = store.running(session, 2);
        store.end(taken(takenBack, session, 2, AT_ONCE, AttemptOutcome.LOST));
        try (Connection transaction = beginTransaction()) {
            assertThat(store.completions().completeIn(transaction, completion(id, session, 2, SUCCEEDED)))
                    .isEqualTo(new Refused());
            assertThat(store.completions().completeIn(transaction, success(id, other)))
                    .isEqualTo(new Refused());
            assertThat(store.completions().completeIn(transaction, completion(takenBack, session, 2, SUCCEEDED)))
                    .isEqualTo(new Refused());
            assertThat(store.another().completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(new Refused());
            transaction.commit();
        }

        assertThat(store.status(id)).isEqualTo(TaskStatus.RUNNING);
        assertThat(store.status(takenBack)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void secondCompletionIsAlreadyRecorded(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        try (Connection transaction = beginTransaction()) {
            store.completions().completeIn(transaction, success(id, session));
            assertThat(store.completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(already());
            assertThat(store.completions()
                            .completeIn(
                                    transaction,
                                    new Completion(
                                            id,
                                            new Holder(session, 2),
                                            SUCCEEDED,
                                            AttemptOutcome.SUCCEEDED,
                                            Optional.empty(),
                                            Optional.empty(),
                                            true)))
                    .isEqualTo(new Refused());
            transaction.commit();
        }
        try (Connection transaction = beginTransaction()) {
            assertThat(store.completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(already());
        }
    }

    @Test
    default void completionAfterAnotherOwnOutcomeIsAlreadyRecorded(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(completion(id, session, 1, BACK_OFF));
        try (Connection transaction = beginTransaction()) {
            assertThat(store.completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(new AlreadyRecorded(TaskStatus.SCHEDULED));
            transaction.commit();
        }
        assertThat(store.status(id)).isEqualTo(TaskStatus.SCHEDULED);
    }

    @Test
    default void rowThatAnotherTransactionHoldsIsLocked(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        try (Connection transaction = beginTransaction();
                Connection other = beginTransaction()) {
            try (AutoCloseable held = store.lockRow(id)) {
                assertThat(held).isNotNull();
                assertThat(store.completions().completeIn(transaction, success(id, session)))
                        .isEqualTo(new Locked());
            }
            assertThat(store.completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(recorded());
            assertThat(store.completions().completeIn(other, success(id, session)))
                    .isEqualTo(new Locked());
            transaction.commit();
            assertThat(store.completions().completeIn(other, success(id, session)))
                    .isEqualTo(already());
        }
    }

    @Test
    default void successWinsOverACancelThatWasRequested(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        store.submissions().cancel(List.of(id));
        try (Connection transaction = beginTransaction()) {
            assertThat(store.completions().completeIn(transaction, success(id, session)))
                    .isEqualTo(recorded());
            transaction.commit();
        }
        assertThat(store.status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    /** An agent must not take the second answer for a loss. */
    @Test
    default void heartbeatsSpeakOfTheTaskAsOfOneThatIsNotHeldOnceItIsCommitted(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        Held held = new Held(id, 1);
        try (Connection transaction = beginTransaction()) {
            store.completions().completeIn(transaction, success(id, session));
            assertThat(store.heartbeat(session, held).lost()).isEmpty();
            transaction.commit();
        }
        assertThat(store.heartbeat(session, held).lost()).containsExactly(held);
    }
}
