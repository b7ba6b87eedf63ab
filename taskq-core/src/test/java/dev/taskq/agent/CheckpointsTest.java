package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.JsonMapping;
import dev.taskq.NotRunningException;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskContext;
import dev.taskq.TaskLostException;
import dev.taskq.TaskStatus;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Completion;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checkpoints of handlers: what is stored when the call returns, and what the next attempt gets. */
class CheckpointsTest {
    private static final long OTHER_TOKEN = 5_000_000;

    private final AgentFixture agent = new AgentFixture(4);
    private final Execution execution = agent.claimed();

    /** The state of a handler. */
    record State(int page, String text) {}

    @AfterEach
    void close() throws InterruptedException {
        agent.checkpoints.close(agent.platform.timer(Duration.ofMinutes(1)));
    }

    /** Takes the task back, as the leader does. */
    private void takeBack() {
        agent.store
                .completions()
                .complete(List.of(new Completion(
                        execution.taskId(),
                        execution.holder(),
                        new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, 0, 0),
                        AttemptOutcome.LOST,
                        Optional.empty(),
                        Optional.of("lost"),
                        false)));
    }

    private ClaimedTask claimAgain() {
        Claim claim = new Claim(
                new Holder(agent.state.session(), OTHER_TOKEN),
                List.of(new Claim.Item(execution.taskId(), 5, AgentFixture.TIMEOUT)));
        return ((ClaimResult.Claimed) agent.store.dispatch().claim(claim).getFirst()).task();
    }

    private Execution nextAttempt() {
        takeBack();
        return agent.executions.add(claimAgain());
    }

    @Test
    void nextAttemptGetsTheNewestCheckpoint() {
        assertThat(execution.lastCheckpoint(State.class)).isEmpty();

        execution.checkpoint(new State(1, "one"));
        execution.checkpoint(new State(2, "two"));

        assertThat(execution.lastCheckpoint(State.class)).contains(new State(2, "two"));
        Execution next = nextAttempt();
        assertThat(next.lastCheckpoint(State.class)).contains(new State(2, "two"));
        next.checkpoint(new State(3, "three"));
        assertThat(next.lastCheckpoint(State.class)).contains(new State(3, "three"));
        assertThat(agent.completions.checkpoints)
                .flatExtracting(call -> call)
                .extracting(Checkpoint::number)
                .containsExactly(1, 2, 3);
    }

    @Test
    void checkpointOfALostTaskIsRefusedAndTheAttemptIsLost() {
        execution.checkpoint(new State(1, "one"));
        takeBack();

        assertThatThrownBy(() -> execution.checkpoint(new State(2, "two")))
                .isInstanceOf(TaskLostException.class)
                .hasMessageContaining("does not hold the task");

        assertThat(execution.stopReason()).contains(StopReason.LOST);
        assertThat(execution.isCancelled()).isTrue();
        assertThat(claimAgain().checkpoint())
                .hasValueSatisfying(saved -> assertThat(saved.number()).isEqualTo(1));
    }

    @Test
    void writeOfUnknownOutcomeIsRepeatedUnderTheSameNumber() {
        agent.completions.checkpointFaults.failAfterNext(new OutcomeUnknownException(List.of(), null));

        execution.checkpoint(new State(1, "one"));

        assertThat(agent.completions.checkpoints).hasSize(2);
        assertThat(agent.completions.checkpoints.get(1)).isEqualTo(agent.completions.checkpoints.get(0));
        assertThat(nextAttempt().lastCheckpoint(State.class)).contains(new State(1, "one"));
    }

    @Test
    void lockedRowIsWaitedFor() {
        agent.database.lockTask(execution.taskId());
        agent.completions.checkpointFaults.afterNext(() -> agent.database.unlockTask(execution.taskId()));

        execution.checkpoint(new State(1, "one"));

        assertThat(agent.completions.checkpoints).hasSize(2);
        assertThat(execution.lastCheckpoint(State.class)).contains(new State(1, "one"));
    }

    @Test
    void storeThatIsAwayForLongFailsTheCall() {
        assertThatThrownBy(() -> failing(new StoreUnavailableException(null)))
                .isInstanceOf(StoreUnavailableException.class);
        assertThatThrownBy(() -> failing(new OutcomeUnknownException(List.of(), null)))
                .isInstanceOf(OutcomeUnknownException.class);

        assertThat(execution.lastCheckpoint(State.class)).isEmpty();
        execution.checkpoint(new State(2, "two"));
        assertThat(execution.lastCheckpoint(State.class)).contains(new State(2, "two"));
    }

    /** A call that meets one failure, and no other before its time is over. */
    private void failing(RuntimeException failure) {
        agent.completions.checkpointFaults.beforeNext(() -> {
            agent.platform.pass(Checkpoints.LONGEST);
            throw failure;
        });
        execution.checkpoint(new State(1, "one"));
    }

    /** A handler that is interrupted saves its state before it leaves. */
    @Test
    void interruptedThreadStoresItsCheckpointAndStaysInterrupted() {
        Thread.currentThread().interrupt();

        execution.checkpoint(new State(1, "one"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(nextAttempt().lastCheckpoint(State.class)).contains(new State(1, "one"));
    }

    @Test
    void valueThatCanNeverBeStoredIsRefusedAndChangesNothing() {
        String large = "x".repeat(TaskContext.MOST_CHECKPOINT_BYTES);
        for (Object value : List.of(new State(1, large), new State(1, "\u0000"), new Object())) {
            assertThatThrownBy(() -> execution.checkpoint(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("the checkpoint cannot be stored: ");
        }

        assertThat(agent.completions.checkpoints).isEmpty();
        assertThat(execution.stopReason()).isEmpty();
    }

    @Test
    void checkpointOfAnotherClassDoesNotFit() {
        execution.checkpoint(Map.of("words", List.of("a")));

        assertThatThrownBy(() -> execution.lastCheckpoint(State.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not fit " + State.class.getName());
    }

    @Test
    void checkpointsCountAsHeldBytesUntilTheEndIsRecorded() {
        long before = agent.bytes.held();
        execution.checkpoint(new State(1, "x".repeat(1_000)));
        assertThat(agent.bytes.held() - before).isBetween(1_000L, 1_100L);
        execution.checkpoint(new State(1, "x".repeat(100)));
        assertThat(agent.bytes.held() - before).isBetween(100L, 200L);

        agent.executions.remove(execution);

        assertThat(agent.bytes.held()).isZero();
        execution.checkpoint(new State(1, "x".repeat(100)));
        assertThat(agent.bytes.held()).isZero();
    }

    @Test
    void checkpointsOfManyThreadsEndWithTheHighestNumber() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> calls = List.of(1, 2, 3, 4, 5, 6, 7, 8).stream()
                    .map(page -> threads.submit(() -> execution.checkpoint(new State(page, "page"))))
                    .toList();
            for (Future<?> call : calls) {
                call.get();
            }
        }

        int pageOfHighest = agent.completions.checkpoints.stream()
                .flatMap(List::stream)
                .filter(checkpoint -> checkpoint.number() == 8)
                .map(checkpoint -> page(checkpoint.json()))
                .findFirst()
                .orElseThrow();
        assertThat(nextAttempt().lastCheckpoint(State.class).map(State::page)).contains(pageOfHighest);
    }

    private static int page(String json) {
        try {
            return JsonMapping.strict().read(json, State.class).page();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void closedAgentTakesNoCheckpoint() throws Exception {
        execution.checkpoint(new State(1, "one"));
        agent.checkpoints.close(agent.platform.timer(Duration.ofMinutes(1)));

        assertThatThrownBy(() -> execution.checkpoint(new State(2, "two"))).isInstanceOf(NotRunningException.class);
    }

    @Test
    void threadIsStartedByTheFirstCheckpoint() {
        assertThat(agent.platform.spawned()).isEmpty();

        execution.checkpoint(new State(1, "one"));
        execution.checkpoint(new State(2, "two"));

        assertThat(agent.platform.spawned()).containsExactly("test-checkpoint-1");
    }
}
