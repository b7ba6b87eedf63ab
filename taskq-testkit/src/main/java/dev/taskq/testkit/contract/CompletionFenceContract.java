package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
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
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.CompletionResult.AlreadyRecorded;
import dev.taskq.spi.CompletionResult.Locked;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.CompletionResult.Refused;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The fence for completions: only the execution that runs is ended, and is ended once. */
interface CompletionFenceContract extends StoreUnderTest {
    @Test
    default void completionUnderAnotherTokenIsRefused(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        assertThat(store.end(completion(id, session, 2, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(store.status(id)).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    default void completionByAnotherSessionIsRefused(StoreFixture store) {
        long id = store.running(store.agent(), 1);

        assertThat(store.end(completion(id, store.agent(), 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(store.status(id)).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    default void completionOfWhatDoesNotRunIsRefused(StoreFixture store) {
        long session = store.agent();
        long queued = store.submit(A);
        long cancelled = store.submit(A);
        store.submissions().cancel(List.of(cancelled));

        assertThat(store.end(completion(queued, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(store.end(completion(cancelled, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(store.end(completion(Long.MAX_VALUE, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(store.status(queued)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void completionOfAnEarlierExecutionIsRefusedOnceTheTaskRunsAgain(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(store.claim(session, 2, id));

        assertThat(store.end(completion(id, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(store.end(completion(id, session, 2, SUCCEEDED))).isInstanceOf(Recorded.class);
    }

    @Test
    default void ownOutcomeTwiceIsRecordedOnce(StoreFixture store) {
        for (Verdict verdict : List.of(SUCCEEDED, FAILED, BACK_OFF)) {
            long session = store.agent();
            long id = store.running(session, 1);
            Completion completion = completion(id, session, 1, verdict);
            assertThat(store.end(completion)).isInstanceOf(Recorded.class);
            Task before = store.task(id);

            assertThat(store.end(completion)).isEqualTo(new AlreadyRecorded(verdict.status()));
            assertThat(store.task(id)).isEqualTo(before);
        }
    }

    @Test
    default void ownOutcomeThatQueuedTheTaskAgainIsRecognised(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Completion completion = completion(id, session, 1, new Verdict(TaskStatus.QUEUED, Duration.ZERO, 1, 0, 0));

        assertThat(store.end(completion)).isInstanceOf(Recorded.class);
        assertThat(store.end(completion)).isEqualTo(new AlreadyRecorded(TaskStatus.QUEUED));
        assertThat(store.waitingIds(A)).containsExactly(id);
        assertThat(store.task(id).attempts()).hasSize(1);
    }

    @Test
    default void ownOutcomeIsRecognisedAfterTheTaskWasPromoted(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        Completion completion = completion(id, session, 1, BACK_OFF);
        store.end(completion);
        store.age(id, Duration.ofMinutes(8));
        store.dispatch().promoteDue(DueRange.ALL, 10);

        assertThat(store.end(completion)).isEqualTo(new AlreadyRecorded(TaskStatus.QUEUED));
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    @Test
    default void anotherOutcomeOfTheSameExecutionChangesNothing(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(completion(id, session, 1, SUCCEEDED));
        Task before = store.task(id);

        assertThat(store.end(completion(id, session, 1, FAILED))).isEqualTo(new AlreadyRecorded(TaskStatus.SUCCEEDED));
        assertThat(store.task(id)).isEqualTo(before);
    }

    @Test
    default void outcomeAfterTheTaskWasTakenBackIsRefused(StoreFixture store) {
        for (AttemptOutcome outcome : List.of(AttemptOutcome.RELEASED, AttemptOutcome.LOST, AttemptOutcome.TIMED_OUT)) {
            long session = store.agent();
            long id = store.running(session, 1);
            Verdict verdict = outcome == AttemptOutcome.TIMED_OUT ? FAILED : AT_ONCE;
            assertThat(store.end(taken(id, session, 1, verdict, outcome))).isInstanceOf(Recorded.class);
            Task before = store.task(id);

            assertThat(store.end(completion(id, session, 1, SUCCEEDED))).isEqualTo(new Refused());
            assertThat(store.end(taken(id, session, 1, verdict, outcome))).isEqualTo(new Refused());
            assertThat(store.task(id)).isEqualTo(before);
        }
    }

    @Test
    default void outcomeAfterARetryByHandIsRefused(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Completion completion = completion(id, session, 1, FAILED);
        store.end(completion);
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(store.end(completion)).isEqualTo(new Refused());
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    @Test
    default void twoEndersRecordOneOutcome(StoreFixture store) throws Exception {
        StorePort other = store.another();
        for (int round = 0; round < 5; round++) {
            long session = store.agent();
            long id = store.running(session, 1);

            List<CompletionResult> results = Together.run(2, number -> {
                Completion completion = number == 0
                        ? completion(id, session, 1, SUCCEEDED)
                        : taken(id, session, 1, FAILED, AttemptOutcome.TIMED_OUT);
                StorePort mine = number == 0 ? store : other;
                return Eventually.get(
                        Eventually.LONG,
                        () -> Optional.of(mine.completions()
                                        .complete(List.of(completion))
                                        .get(0))
                                .filter(result -> !(result instanceof Locked)));
            });

            assertThat(results.stream().filter(Recorded.class::isInstance)).hasSize(1);
        }
    }
}
