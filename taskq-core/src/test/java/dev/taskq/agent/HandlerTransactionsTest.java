package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.Await;
import dev.taskq.Outcome;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.TaskCompletedException;
import dev.taskq.TaskLostException;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.memory.data.ApplicationTransaction;
import dev.taskq.spi.Completion;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Verdict;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Completions in transactions of handlers, and what the agent reports of them afterwards. */
class HandlerTransactionsTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final AgentFixture agent = new AgentFixture(4);
    private final AttemptEnds ends = new AttemptEnds(agent.platform, agent.executions, agent.reporter, true);
    private final Execution execution = agent.claimed();
    private final ApplicationTransaction transaction = agent.database.begin();
    private final Connection connection = transaction.connection();

    record Receipt(int number) {}

    @BeforeEach
    void start() {
        agent.reporter.start();
    }

    @AfterEach
    void endThreads() throws InterruptedException {
        transaction.rollback();
        agent.reporter.close(agent.platform.timer(Duration.ZERO));
        assertThat(agent.platform.join(LONG)).isTrue();
    }

    private Task task() {
        return agent.task(execution.taskId());
    }

    private double attempts(String outcome) {
        return agent.meters
                .get("taskq.attempts")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private void returns(Outcome outcome) {
        ends.returned(execution, new Answer(outcome, Optional.empty()));
    }

    private void awaitRecorded() {
        Await.until(() -> agent.executions.all().isEmpty());
    }

    private AgentHeartbeat heartbeat() {
        return new AgentHeartbeat(
                agent.store.sessions(),
                new NewSession(Kind.AGENT, "test", "host", List.of(AgentFixture.TYPE)),
                agent.state,
                agent.executions,
                () -> false);
    }

    // What the handler is told

    @Test
    void completionIsWrittenWithTheHandlersTransaction() throws Exception {
        execution.complete(connection, new Receipt(7));
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);

        transaction.commit();

        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task().result()).contains("{\"number\":7}");
        assertThat(execution.mayBeCompleted()).isTrue();
    }

    @Test
    void checkpointAfterItIsRefusedAndTheCompletionStands() throws Exception {
        execution.complete(connection, new Receipt(7));

        assertThatThrownBy(() -> execution.checkpoint(new Receipt(8)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("make checkpoints before");

        transaction.commit();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(execution.stopReason()).isEmpty();
    }

    @Test
    void noResultIsNone() throws Exception {
        execution.complete(connection);
        transaction.commit();
        assertThat(task().result()).isEmpty();
    }

    @Test
    void takenBackIsLostAndNothingIsWritten() throws Exception {
        takeBack();

        assertThatThrownBy(() -> execution.complete(connection, null))
                .isInstanceOfSatisfying(
                        TaskLostException.class, e -> assertThat(e.task()).isEqualTo(execution.taskId()));

        transaction.commit();
        assertThat(task().status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(execution.mayBeCompleted()).isFalse();
    }

    /** The row may still say otherwise. */
    @Test
    void knownToBeLostIsLost() {
        execution.stop(StopReason.LOST);
        assertThatThrownBy(() -> execution.complete(connection, null)).isInstanceOf(TaskLostException.class);
    }

    /** The handler's thread was written off, and its end reported. */
    @Test
    void reportedOtherwiseIsLost() {
        ends.timeOut(execution);
        awaitRecorded();
        assertThatThrownBy(() -> execution.complete(connection, null)).isInstanceOf(TaskLostException.class);
        assertThat(task().status()).isEqualTo(TaskStatus.SCHEDULED);
    }

    /** Otherwise a handler that repeats its transaction after a commit of unknown outcome would have its effects twice. */
    @Test
    void completedBeforeIsNotCompletedAgain() throws Exception {
        execution.complete(connection, null);
        assertThatThrownBy(() -> execution.complete(connection, null)).isInstanceOf(TaskCompletedException.class);
        transaction.commit();

        Connection second = agent.database.begin().connection();
        assertThatThrownBy(() -> execution.complete(second, null))
                .isInstanceOfSatisfying(
                        TaskCompletedException.class, e -> assertThat(e.task()).isEqualTo(execution.taskId()));
    }

    @Test
    void transactionMayBeRepeatedAfterARollback() throws Exception {
        execution.complete(connection, "first");
        transaction.rollback();
        ApplicationTransaction second = agent.database.begin();
        execution.complete(second.connection(), "second");
        second.commit();

        returns(Outcome.done("third"));

        awaitRecorded();
        assertThat(task().result()).contains("\"second\"");
    }

    @Test
    void autoCommitIsRefused() {
        assertThatThrownBy(() -> execution.complete(inAutoCommitMode(), null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("auto-commit");
        assertThat(execution.mayBeCompleted()).isFalse();
    }

    private static Connection inAutoCommitMode() {
        return (Connection) Proxy.newProxyInstance(
                HandlerTransactionsTest.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getAutoCommit");
                    return true;
                });
    }

    @Test
    void transactionOfAnotherDatabaseIsRefused() {
        Connection other = new AgentFixture(1).database.begin().connection();
        assertThatThrownBy(() -> execution.complete(other, null)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(execution.mayBeCompleted()).isFalse();
    }

    @Test
    void resultThatCannotBeStoredIsRefused() throws Exception {
        assertThatThrownBy(() -> execution.complete(connection, "x".repeat(Outcome.MOST_RESULT_BYTES)))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/result");
        assertThatThrownBy(() -> execution.complete(connection, "\u0000"))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/result");
        transaction.commit();
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(execution.mayBeCompleted()).isFalse();
    }

    @Test
    void failedStatementCountsAsNothingWritten() {
        transaction.rollback();
        assertThatThrownBy(() -> execution.complete(connection, null)).isInstanceOf(SQLException.class);
        assertThat(execution.mayBeCompleted()).isFalse();
    }

    @Test
    void lockedRowIsWaitedFor() throws Exception {
        agent.database.lockTask(execution.taskId());
        FutureTask<@Nullable Void> completing = completing();
        agent.database.unlockTask(execution.taskId());
        completing.get();
        transaction.commit();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void lockedRowIsNotWaitedForForLong() throws Exception {
        agent.database.lockTask(execution.taskId());
        FutureTask<@Nullable Void> completing = completing();
        while (!completing.isDone()) {
            agent.platform.pass(Duration.ofMillis(100));
            Thread.onSpinWait();
        }
        assertThatThrownBy(completing::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(StoreBusyException.class);
        assertThat(execution.mayBeCompleted()).isFalse();
    }

    private FutureTask<@Nullable Void> completing() {
        FutureTask<@Nullable Void> completing = new FutureTask<>(() -> {
            execution.complete(connection, null);
            return null;
        });
        Thread.ofPlatform().start(completing);
        return completing;
    }

    @Test
    void interruptionEndsTheWaitAndIsKept() {
        agent.database.lockTask(execution.taskId());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> execution.complete(connection, null)).isInstanceOf(StoreBusyException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    // What the agent reports

    @Test
    void committedTaskHasSucceededWhateverTheHandlerReturns() throws Exception {
        execution.complete(connection, "committed");
        transaction.commit();

        returns(Outcome.giveUp("changed its mind"));

        awaitRecorded();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task().result()).contains("\"committed\"");
        assertThat(attempts("succeeded")).isEqualTo(1);
        assertThat(attempts("gave_up")).isZero();
    }

    @Test
    void committedTaskHasSucceededThoughItsHandlerThrew() throws Exception {
        execution.complete(connection, null);
        transaction.commit();

        ends.threw(execution, Thrown.of(new IllegalStateException("after the commit")));

        awaitRecorded();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(attempts("succeeded")).isEqualTo(1);
    }

    /** The handler has swallowed it. */
    @Test
    void rolledBackTaskHasFailedThoughItsHandlerReturned() throws Exception {
        execution.complete(connection, null);
        transaction.rollback();

        returns(Outcome.done());

        awaitRecorded();
        assertThat(task().status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task().error().orElseThrow()).contains("did not commit");
        assertThat(attempts("failed")).isEqualTo(1);
        assertThat(attempts("succeeded")).isZero();
    }

    @Test
    void openTransactionIsWaitedFor() throws Exception {
        execution.complete(connection, null);
        returns(Outcome.done());
        Await.until(() -> agent.reporterWakes.count() == 1);
        assertThat(task().status()).isEqualTo(TaskStatus.RUNNING);
        transaction.commit();
        agent.platform.pass(Duration.ofMillis(20));

        agent.reporter.round();

        awaitRecorded();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(attempts("succeeded")).isEqualTo(1);
    }

    @Test
    void timeOutWithAnOpenTransactionIsDecidedByTheTransaction() throws Exception {
        execution.complete(connection, null);
        ends.timeOut(execution);
        Await.until(() -> agent.reporterWakes.count() == 1);
        transaction.rollback();
        agent.platform.pass(Duration.ofMillis(20));

        agent.reporter.round();

        awaitRecorded();
        assertThat(task().status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(attempts("timed_out")).isEqualTo(1);
    }

    @Test
    void releaseOfACommittedTaskChangesNothing() throws Exception {
        execution.complete(connection, null);
        transaction.commit();

        ends.release(execution);

        awaitRecorded();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
        agent.reporter.round();
        assertThat(agent.hints()).isZero();
    }

    // Heartbeats

    @Test
    void heartbeatDoesNotTakeACommittedTaskForLost() throws Exception {
        execution.complete(connection, null);
        transaction.commit();

        heartbeat().round();

        assertThat(execution.isCancelled()).isFalse();
    }

    @Test
    void heartbeatFindsALossAfterACompletionThatWroteNothing() {
        agent.database.lockTask(execution.taskId());
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> execution.complete(connection, null)).isInstanceOf(StoreBusyException.class);
        assertThat(Thread.interrupted()).isTrue();
        agent.database.unlockTask(execution.taskId());
        takeBack();

        heartbeat().round();

        assertThat(execution.stopReason()).contains(StopReason.LOST);
    }

    private void takeBack() {
        agent.store
                .completions()
                .complete(List.of(new Completion(
                        execution.taskId(),
                        execution.holder(),
                        new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, 1, 0),
                        AttemptOutcome.LOST,
                        Optional.empty(),
                        Optional.of("taken back"),
                        false)));
    }

    @Test
    void heartbeatTellsOfACancelBeforeTheCommit() throws Exception {
        agent.store.submissions().cancel(List.of(execution.taskId()));
        execution.complete(connection, null);

        heartbeat().round();

        assertThat(execution.stopReason()).contains(StopReason.CANCELLED);
        transaction.commit();
        assertThat(task().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
}
