package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.Await;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.QueueUnavailableException;
import dev.taskq.RecordingScanner;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskStatus;
import dev.taskq.engine.Duty;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.spi.Completion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Completions on their way to the store: each is repeated until the store says what became of it. */
class ReporterTest {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(2);

    private final AgentFixture agent = new AgentFixture(4);
    private final Reporter reporter = agent.reporter;

    @BeforeEach
    void start() {
        reporter.start();
    }

    /** Lets the threads of the reporter end, whatever the test left behind. */
    @AfterEach
    void endThreads() throws InterruptedException {
        agent.completions.faults.recover();
        reporter.close(agent.platform.timer(Duration.ZERO));
        assertThat(agent.platform.join(LONG)).isTrue();
    }

    private void succeed(Execution execution) {
        reporter.report(execution, new ExecutionEnd.Succeeded(), Optional.of("\"done\""), Optional.empty());
    }

    private void release(Execution execution) {
        reporter.report(execution, new ExecutionEnd.Released(), Optional.empty(), Optional.of("the agent stopped"));
    }

    private void awaitAllRecorded() {
        Await.until(agent.capacity.unrecorded()::isEmpty);
    }

    private void awaitRepeats(int number) {
        Await.until(() -> agent.reporterWakes.count() == number);
    }

    private TaskStatus status(Execution execution) {
        return agent.task(execution.taskId()).status();
    }

    @Test
    void completionIsRecordedAndTheExecutionForgotten() {
        Execution execution = agent.claimed();

        succeed(execution);

        awaitAllRecorded();
        assertThat(status(execution)).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(agent.task(execution.taskId()).result()).contains("\"done\"");
        assertThat(agent.executions.all()).isEmpty();
        assertThat(agent.bytes.held()).isZero();
    }

    @Test
    void paramsAndResultCountUntilTheCompletionIsRecorded() {
        agent.completions.faults.failAll(new StoreUnavailableException(null));
        Execution execution = agent.claimed();
        long params = agent.bytes.held();

        succeed(execution);
        awaitRepeats(1);

        assertThat(params).isPositive();
        assertThat(agent.bytes.held()).isEqualTo(params + "\"done\"".length());
        assertThat(agent.executions.all()).containsExactly(execution);
    }

    @Test
    void heartbeatsDoNotSpeakOfWhatIsOnItsWay() {
        agent.completions.faults.failAll(new StoreUnavailableException(null));
        Execution execution = agent.claimed();

        succeed(execution);
        awaitRepeats(1);

        assertThat(execution.isHeld()).isFalse();
    }

    // Repeats

    @Test
    void completionOfALockedRowIsRepeatedAfterAPause() {
        Execution execution = agent.claimed();
        agent.database.lockTask(execution.taskId());
        succeed(execution);
        awaitRepeats(1);
        agent.database.unlockTask(execution.taskId());

        assertThat(reporter.round()).isEqualTo(FIRST_PAUSE);
        assertThat(agent.completions.calls).hasSize(1);
        agent.platform.pass(FIRST_PAUSE);
        assertThat(reporter.round()).isEqualTo(Duty.WHEN_WOKEN);

        awaitAllRecorded();
        assertThat(status(execution)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void pausesGrowWhileTheStoreIsAwayUpToABound() {
        agent.completions.faults.failAll(new StoreUnavailableException(null));
        succeed(agent.claimed());

        List<Long> pauses = new ArrayList<>();
        for (int tries = 1; tries <= 8; tries++) {
            awaitRepeats(tries);
            Duration pause = reporter.round();
            pauses.add(pause.toMillis());
            agent.platform.pass(pause);
            reporter.round();
        }

        assertThat(pauses).containsExactly(20L, 40L, 80L, 160L, 320L, 640L, 1_280L, 1_280L);
    }

    /** The store recorded it, and its answer was lost. */
    @Test
    void completionWhoseOutcomeIsUnknownIsRepeatedAndRecordedOnce() {
        agent.completions.faults.failAfterNext(new OutcomeUnknownException(List.of(), null));
        Execution execution = agent.claimed();
        succeed(execution);
        awaitRepeats(1);
        agent.platform.pass(FIRST_PAUSE);

        reporter.round();

        awaitAllRecorded();
        assertThat(agent.completions.calls).hasSize(2);
        assertThat(status(execution)).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(agent.executions.all()).isEmpty();
    }

    @Test
    void refusedCompletionIsNotRepeated() {
        Execution takenBack = agent.execution(agent.submit().id());

        succeed(takenBack);

        awaitAllRecorded();
        assertThat(agent.reporterWakes.count()).isZero();
        assertThat(status(takenBack)).isEqualTo(TaskStatus.QUEUED);
        assertThat(agent.executions.all()).isEmpty();
        assertThat(agent.meters.get("taskq.finishes.refused").counter().count()).isEqualTo(1);
    }

    // What the store cannot keep

    @Test
    void outcomeThatTheStoreRefusesBecomesAFailure() {
        agent.completions.faults.failBeforeNext(new StoreRefusedException(null));
        Execution execution = agent.claimed();

        succeed(execution);

        awaitAllRecorded();
        assertThat(status(execution)).isEqualTo(TaskStatus.FAILED);
        assertThat(agent.task(execution.taskId()).error()).contains("the outcome could not be stored");
    }

    /** The leader finds the task overdue. */
    @Test
    void executionIsForgottenWhereNotEvenTheFailureCanBeStored() {
        agent.completions.faults.failAll(new StoreRefusedException(null));
        Execution execution = agent.claimed();

        succeed(execution);

        awaitAllRecorded();
        assertThat(agent.completions.calls)
                .extracting(call -> call.getFirst().outcome())
                .containsExactly(AttemptOutcome.SUCCEEDED, AttemptOutcome.GAVE_UP);
        assertThat(status(execution)).isEqualTo(TaskStatus.RUNNING);
        assertThat(agent.executions.all()).isEmpty();
        assertThat(agent.bytes.held()).isZero();
    }

    // Batches

    /** The store would take the second for a repeat of the first. */
    @Test
    void oneCallOfTheStoreHasOneCompletionOfATask() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        agent.completions.faults.beforeNext(() -> awaitUninterruptibly(goOn));
        succeed(agent.claimed());
        Await.until(() -> agent.completions.calls.size() == 1);
        Execution first = agent.claimed();
        release(first);
        succeed(agent.execution(first.taskId()));

        goOn.countDown();

        awaitAllRecorded();
        assertThat(agent.completions.calls)
                .allSatisfy(call -> assertThat(call).extracting(Completion::id).doesNotHaveDuplicates());
        assertThat(status(first)).isEqualTo(TaskStatus.QUEUED);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // Hints of what was handed back

    @Test
    void hintOfATaskThatWasHandedBackIsSentByTheNextRoundAndAgentsOfTheProcessAreTold() {
        RecordingScanner neighbour = new RecordingScanner();
        agent.store.sameProcess().join(neighbour);
        Execution execution = agent.claimed();
        release(execution);
        awaitAllRecorded();
        assertThat(agent.hints()).isZero();

        reporter.round();
        reporter.round();

        assertThat(agent.hints()).isEqualTo(1);
        assertThat(agent.reporterWakes.count()).isOne();
        assertThat(neighbour.queued).containsExactly(Set.of(AgentFixture.TYPE));
    }

    /** The row is queued, and a scan finds it. */
    @Test
    void hintThatTheQueueDoesNotTakeIsDropped() {
        agent.queue.faults.failBeforeNext(new QueueUnavailableException(null));
        Execution execution = agent.claimed();
        release(execution);
        awaitAllRecorded();

        reporter.round();
        reporter.round();

        assertThat(agent.hints()).isZero();
        assertThat(status(execution)).isEqualTo(TaskStatus.QUEUED);
    }

    // Bounds

    @Test
    void pollerIsToldWhenThereIsRoomForResultsAgain() {
        agent.completions.faults.failAll(new StoreUnavailableException(null));
        for (int i = 1; i <= AgentFixture.MOST_RESULTS; i++) {
            assertThat(agent.capacity.unrecorded().isFull()).isFalse();
            succeed(agent.claimed());
        }
        assertThat(agent.capacity.unrecorded().isFull()).isTrue();
        awaitRepeats(AgentFixture.MOST_RESULTS);
        agent.completions.faults.recover();
        agent.platform.pass(FIRST_PAUSE);

        reporter.round();

        awaitAllRecorded();
        assertThat(agent.capacity.unrecorded().isFull()).isFalse();
        Await.until(() -> agent.pollerWakes.count() == 1);
    }

    // The end

    @Test
    void closeWaitsUntilAllIsRecorded() throws Exception {
        Execution execution = agent.claimed();
        succeed(execution);

        assertThat(reporter.close(agent.platform.timer(LONG))).isTrue();

        assertThat(status(execution)).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(agent.platform.join(LONG)).isTrue();
    }

    @Test
    void closeGivesUpAfterItsTime() throws Exception {
        agent.completions.faults.failAll(new StoreUnavailableException(null));
        succeed(agent.claimed());
        FutureTask<Boolean> closing =
                new FutureTask<>(() -> reporter.close(agent.platform.timer(Duration.ofMillis(20))));
        Thread.ofPlatform().start(closing);

        while (!closing.isDone()) {
            agent.platform.pass(FIRST_PAUSE);
            Thread.onSpinWait();
        }

        assertThat(closing.get()).isFalse();
        assertThat(agent.capacity.unrecorded().isEmpty()).isFalse();
    }

    @Test
    void reportAfterTheEndIsRefusedAndNothingOfItIsKept() throws Exception {
        assertThat(reporter.close(agent.platform.timer(LONG))).isTrue();
        Execution execution = agent.claimed();
        long params = agent.bytes.held();

        assertThatThrownBy(() -> succeed(execution)).isInstanceOf(StoreUnavailableException.class);

        assertThat(agent.capacity.unrecorded().isEmpty()).isTrue();
        assertThat(agent.bytes.held()).isEqualTo(params);
    }
}
