package dev.taskq.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Fire;
import dev.taskq.JsonMapping;
import dev.taskq.Outcome;
import dev.taskq.TaskCompletedException;
import dev.taskq.TaskContext;
import dev.taskq.TaskLostException;
import dev.taskq.TaskRejectedException;
import dev.taskq.test.Shop.Receipt;
import dev.taskq.test.Shop.Ship;
import dev.taskq.test.TestTaskContext.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TestTaskContextTest {
    @Test
    void aHandlerRunsWithoutTaskq() throws Exception {
        Shop shop = new Shop();

        Outcome outcome =
                shop.shipping().handle(TestTaskContext.builder().attempt(2).build(), new Ship(7));

        assertThat(outcome).isEqualTo(Outcome.done(new Receipt("R-7")));
        assertThat(shop.calls).containsExactly("7 in attempt 2");
    }

    @Test
    void byDefaultItIsTheFirstAttempt() {
        TestTaskContext context = TestTaskContext.builder().build();

        assertThat(context.taskId()).isEqualTo(1);
        assertThat(context.key()).isEqualTo("taskq-1");
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.remaining()).isEqualTo(Duration.ofHours(1));
        assertThat(context.correlationId()).isEqualTo("test");
        assertThat(context.traceparent()).isEmpty();
        assertThat(context.fire()).isEmpty();
        assertThat(context.isCancelled()).isFalse();
    }

    @Test
    void everythingCanBeGiven() {
        Fire fire = new Fire("daily", Optional.of(Instant.EPOCH));
        TestTaskContext context = TestTaskContext.builder()
                .taskId(7)
                .attempt(3)
                .correlationId("c-1")
                .traceparent("00-1-2-01")
                .fire(fire)
                .remaining(Duration.ZERO)
                .cancelled()
                .build();

        assertThat(context.key()).isEqualTo("taskq-7");
        assertThat(context.fire()).contains(fire);
        assertThat(context.remaining()).isZero();
        assertThat(context.traceparent()).contains("00-1-2-01");
        assertThat(context.isCancelled()).isTrue();
        assertThat(context.loggerContext())
                .containsEntry("task_id", "7")
                .containsEntry("attempt", "3")
                .containsEntry("correlation_id", "c-1")
                .containsKeys("type", "session");
    }

    @Test
    void itIsCancelledWhileTheHandlerRuns() {
        TestTaskContext context = TestTaskContext.builder().build();

        context.cancel();

        assertThat(context.isCancelled()).isTrue();
    }

    @Test
    void itRecordsProgress() {
        TestTaskContext context = TestTaskContext.builder().build();

        context.progress(0.5, "1 of 2");
        context.progress(1, "2 of 2");

        assertThat(context.allProgress()).containsExactly(new Progress(0.5, "1 of 2"), new Progress(1, "2 of 2"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context.progress(Double.NaN, ""))
                .withMessage("a fraction is from 0 to 1, not NaN");
    }

    @Test
    void checkpointsAreMappedAsTheyAreInAStore() {
        TestTaskContext context =
                TestTaskContext.builder().checkpoint(new Ship(1)).build();
        assertThat(context.lastCheckpoint(Ship.class)).contains(new Ship(1));

        context.checkpoint(new Ship(2));

        assertThat(context.lastCheckpoint(Ship.class)).contains(new Ship(2));
        assertThatIllegalArgumentException().isThrownBy(() -> context.lastCheckpoint(Receipt.class));
        assertThat(TestTaskContext.builder().build().lastCheckpoint(Ship.class)).isEmpty();
    }

    @Test
    void checkpointsThatCanNeverBeStoredAreRefused() {
        TestTaskContext context = TestTaskContext.builder().build();
        context.checkpoint(new Ship(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> context.checkpoint("x".repeat(TaskContext.MOST_CHECKPOINT_BYTES)))
                .withMessage("the checkpoint cannot be stored: it is larger than 65536 bytes");
        // Small as text, and large where numbers are written out.
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context.checkpoint(Collections.nCopies(1_000, 1e300)))
                .withMessage("the checkpoint cannot be stored: it is larger than 65536 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> context.checkpoint(new Object()))
                .withMessageStartingWith("the checkpoint cannot be stored: ");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TestTaskContext.builder().checkpoint(new Object()).build());
        assertThat(context.lastCheckpoint(Ship.class)).contains(new Ship(1));
    }

    @Test
    void itRecordsACompletionInATransaction() throws Exception {
        TestTaskContext context = TestTaskContext.builder().build();
        assertThat(context.isCompleted()).isFalse();

        context.complete(NoConnection.inTransaction(), "done");

        assertThat(context.isCompleted()).isTrue();
        assertThat(context.completedWith()).contains("done");
    }

    @Test
    void aSecondCompletionIsRefused() throws Exception {
        TestTaskContext context = TestTaskContext.builder().build();
        context.complete(NoConnection.inTransaction(), "first");

        assertThatThrownBy(() -> context.complete(NoConnection.inTransaction(), "second"))
                .isInstanceOf(TaskCompletedException.class);
        assertThat(context.completedWith()).contains("first");
    }

    @Test
    void aCompletionIsRefusedInAutoCommitMode() {
        TestTaskContext context = TestTaskContext.builder().build();

        assertThatThrownBy(() -> context.complete(NoConnection.inAutoCommit(), "done"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("auto-commit");
        assertThat(context.isCompleted()).isFalse();
    }

    @Test
    void aResultThatCannotBeStoredCompletesNothing() throws Exception {
        TestTaskContext context = TestTaskContext.builder().build();
        TestTaskContext mapped = TestTaskContext.builder()
                .mapping(JsonMapping.of(String::valueOf, JsonMapping.strict()::read))
                .build();

        assertThatThrownBy(() -> context.complete(NoConnection.inTransaction(), "x".repeat(Outcome.MOST_RESULT_BYTES)))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/result");
        assertThatThrownBy(() -> context.complete(NoConnection.inTransaction(), new Object()))
                .isInstanceOf(TaskRejectedException.class);
        assertThatThrownBy(() -> mapped.complete(NoConnection.inTransaction(), "no JSON"))
                .isInstanceOf(TaskRejectedException.class);
        assertThatThrownBy(() -> mapped.complete(NoConnection.inTransaction(), "[".repeat(65) + "]".repeat(65)))
                .isInstanceOf(TaskRejectedException.class);
        assertThat(context.isCompleted()).isFalse();
        context.complete(NoConnection.inTransaction(), "done");
        assertThat(context.completedWith()).contains("done");
    }

    @Test
    void aCheckpointAfterTheCompletionIsRefused() throws Exception {
        TestTaskContext context = TestTaskContext.builder().build();
        context.checkpoint(new Ship(1));
        context.complete(NoConnection.inTransaction());

        assertThatThrownBy(() -> context.checkpoint(new Ship(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("make checkpoints before");
        assertThat(context.lastCheckpoint(Ship.class)).contains(new Ship(1));
    }

    @Test
    void aTaskThatWasTakenBackIsNeitherCompletedNorGivenCheckpoints() {
        TestTaskContext context = TestTaskContext.builder().lost().build();

        assertThatThrownBy(() -> context.complete(NoConnection.inTransaction(), "done"))
                .isInstanceOf(TaskLostException.class);
        assertThatThrownBy(() -> context.checkpoint(new Ship(2))).isInstanceOf(TaskLostException.class);
        assertThat(context.isCompleted()).isFalse();
    }
}
