package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult.AlreadyRecorded;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Verdict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Ending executions that were asked to stop: all but a success becomes cancelled. */
interface CancelledCompletionContract extends StoreUnderTest {
    @Test
    default void successAfterARequestToCancelIsSuccess(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.submissions().cancel(List.of(id));

        assertThat(store.end(completion(id, session, 1, SUCCEEDED)))
                .isEqualTo(new Recorded(TaskStatus.SUCCEEDED, Optional.empty()));
        assertThat(store.status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    default void allElseAfterARequestToCancelIsCancelled(StoreFixture store) {
        for (Verdict verdict : List.of(FAILED, BACK_OFF, AT_ONCE)) {
            long session = store.agent();
            long id = store.running(session, 1);
            store.submissions().cancel(List.of(id));

            assertThat(store.end(taken(id, session, 1, verdict, AttemptOutcome.LOST)))
                    .isEqualTo(new Recorded(TaskStatus.CANCELLED, Optional.empty()));

            Task task = store.task(id);
            assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(task.times().finishedAt()).isPresent();
            assertThat(task.times().runAt()).isEmpty();
            assertThat(task.attempts()).hasSize(1);
        }
        assertThat(store.waiting(A)).isEmpty();
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).untilNext()).isEmpty();
    }

    @Test
    default void ownFailureThatBecameCancelledIsRecognised(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.submissions().cancel(List.of(id));
        Completion completion = completion(id, session, 1, BACK_OFF);
        store.end(completion);

        assertThat(store.end(completion)).isEqualTo(new AlreadyRecorded(TaskStatus.CANCELLED));
        assertThat(store.status(id)).isEqualTo(TaskStatus.CANCELLED);
    }
}
