package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ending executions: what the task, its counts and its attempts are afterwards. */
interface CompleteContract extends StoreUnderTest {
    @Test
    default void successIsFinalAndKeepsTheResult(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Instant before = store.now();

        CompletionResult result = store.end(completion(id, session, 1, SUCCEEDED));

        assertThat(result).isEqualTo(new Recorded(TaskStatus.SUCCEEDED, Optional.empty()));
        Task task = store.task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(JsonValues.of(task.result().orElseThrow())).isEqualTo(JsonValues.of("{\"done\": true}"));
        assertThat(task.error()).isEmpty();
        assertThat(task.attempts()).isEmpty();
        assertThat(task.times().finishedAt().orElseThrow()).isBetween(before, store.now());
    }

    @Test
    default void timesOfATaskThatWentWellStandInOrder(StoreFixture store) {
        assertInOrder(store.task(store.ended(SUCCEEDED)).times());
    }

    @Test
    default void timesOfATaskThatFailedStandInOrder(StoreFixture store) {
        assertInOrder(store.task(store.ended(FAILED)).times());
    }

    private static void assertInOrder(Task.Times times) {
        List<Instant> inOrder = List.of(
                times.createdAt(),
                times.queuedAt().orElseThrow(),
                times.startedAt().orElseThrow(),
                times.finishedAt().orElseThrow());
        assertThat(inOrder).isSorted();
        assertThat(times.updatedAt()).isAfterOrEqualTo(times.startedAt().orElseThrow());
        assertThat(inOrder).allSatisfy(time -> assertThat(time).isEqualTo(time.truncatedTo(ChronoUnit.MICROS)));
    }

    @Test
    default void resultsComeBackAsTheSameValue(StoreFixture store) {
        for (String json : List.of("null", "17", "1e300", "\"grüße \uD83D\uDE00\"", "[1, {\"a\": null}]", "true")) {
            long session = store.agent();
            long id = store.running(session, 1);
            Completion completion = new Completion(
                    id,
                    new Holder(session, 1),
                    SUCCEEDED,
                    AttemptOutcome.SUCCEEDED,
                    Optional.of(json),
                    Optional.empty(),
                    true);

            assertThat(store.end(completion)).isInstanceOf(Recorded.class);
            assertThat(store.task(id)
                            .result()
                            .map(text -> "{\"r\": " + text + "}")
                            .map(JsonValues::of))
                    .contains(JsonValues.of("{\"r\": " + json + "}"));
        }
    }

    @Test
    default void successWithoutAResultHasNone(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        store.end(new Completion(
                id,
                new Holder(session, 1),
                SUCCEEDED,
                AttemptOutcome.SUCCEEDED,
                Optional.empty(),
                Optional.empty(),
                true));

        assertThat(store.task(id).result()).isEmpty();
    }

    @Test
    default void failureIsFinalWhereTheVerdictSaysSo(StoreFixture store) {
        Task task = store.task(store.ended(FAILED));

        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error()).contains("went wrong");
        assertThat(task.result()).isEmpty();
        assertThat(task.counts()).isEqualTo(new Counts(1, 1, 0, 0));
        assertThat(task.times().finishedAt()).isPresent();
    }

    @Test
    default void backOffSchedulesByTheStoresClockWithoutAHint(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        Instant before = store.now();

        CompletionResult result = store.end(completion(id, session, 1, BACK_OFF));

        assertThat(result).isEqualTo(new Recorded(TaskStatus.SCHEDULED, Optional.empty()));
        Task task = store.task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task.times().runAt().orElseThrow())
                .isBetween(before.plus(BACK_OFF.delay()), store.now().plus(BACK_OFF.delay()));
        assertThat(task.times().finishedAt()).isEmpty();
        assertThat(store.waiting(A)).isEmpty();
    }

    @Test
    default void handedBackTaskIsQueuedWithAHint(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        Recorded result = (Recorded) store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));

        assertThat(result.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(store.waiting(A)).containsExactly(result.hint().orElseThrow());
    }

    @Test
    default void countsAreThoseOfTheVerdictButForLosses(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        store.end(taken(id, session, 1, new Verdict(TaskStatus.QUEUED, Duration.ZERO, 3, 9, 7), AttemptOutcome.LOST));

        assertThat(store.task(id).counts()).isEqualTo(new Counts(1, 3, 1, 7));
        assertThat(claimed(store.claim(session, 2, id)).running().counts()).isEqualTo(new Counts(2, 3, 1, 7));
    }

    @Test
    default void agentThatRanTheTaskIsKnownAfterItsSessionIsCleared(StoreFixture store) {
        long session = store.sessions().open(agentNamed("the-agent"));
        long good = store.running(session, 1);
        long lost = store.running(session, 2);
        store.end(completion(good, session, 1, SUCCEEDED));
        store.end(taken(lost, session, 2, AT_ONCE, AttemptOutcome.LOST));

        store.sessions().stop(session);
        store.sessions().clear(List.of(session));

        assertThat(store.task(good).agent()).contains("the-agent");
        assertThat(store.task(lost).agent()).contains("the-agent");
        assertThat(store.task(lost).attempts().get(0).agent()).isEqualTo("the-agent");
    }

    @Test
    default void aListTellsWhichAgentRunsATask(StoreFixture store) {
        store.agent();
        long session = store.sessions().open(agentNamed("the-agent"));
        store.sessions().open(agentNamed("another"));
        long id = store.running(session, 1);

        assertThat(store.submissions()
                        .list(TaskFilter.ALL, Optional.empty(), 10, 10)
                        .tasks())
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.id()).isEqualTo(id);
                    assertThat(task.agent()).contains("the-agent");
                });
    }

    @Test
    default void completionOfAnEndedSessionIsRecordedAllTheSame(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.lose(session);

        assertThat(store.end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(Recorded.class);
    }

    @Test
    default void finishedTaskIsNeitherWaitingNorDue(StoreFixture store) {
        store.ended(SUCCEEDED);
        store.ended(FAILED);

        assertThat(store.waiting(A)).isEmpty();
        assertThat(store.dispatch().promoteDue(DueRange.ALL, 10).untilNext()).isEmpty();
    }

    @Test
    default void attemptsThatDidNotGoWellAreKeptOldestFirst(StoreFixture store) {
        long first = store.sessions().open(agentNamed("agent-1"));
        long second = store.sessions().open(agentNamed("agent-2"));
        long id = store.running(first, 1);
        Instant start = store.task(id).times().startedAt().orElseThrow();
        store.end(taken(id, first, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(store.claim(second, 1, id));
        store.end(completion(id, second, 1, FAILED));

        List<Task.Attempt> attempts = store.task(id).attempts();

        assertThat(attempts.stream().map(Task.Attempt::attempt)).containsExactly(1, 2);
        assertThat(attempts.stream().map(Task.Attempt::agent)).containsExactly("agent-1", "agent-2");
        assertThat(attempts.stream().map(Task.Attempt::outcome))
                .containsExactly(AttemptOutcome.LOST, AttemptOutcome.FAILED);
        assertThat(attempts.stream().map(attempt -> attempt.error().orElseThrow()))
                .containsExactly("taken back", "went wrong");
        assertThat(attempts.get(0).startedAt()).isEqualTo(start);
        assertThat(attempts.get(0).endedAt()).isAfterOrEqualTo(start);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUCCEEDED")
    default void everyOutcomeButSuccessIsKept(AttemptOutcome outcome, StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);

        store.end(taken(id, session, 1, AT_ONCE, outcome));

        assertThat(store.task(id).attempts().stream().map(Task.Attempt::outcome))
                .containsExactly(outcome);
    }

    @Test
    default void lastAttemptThatWentWellLeavesTheOthersRecords(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        claimed(store.claim(session, 2, id));

        store.end(completion(id, session, 2, SUCCEEDED));

        assertThat(store.task(id).attempts()).hasSize(1);
        assertThat(store.task(id).counts().attempt()).isEqualTo(2);
    }

    @Test
    default void errorOfAnEarlierAttemptIsGoneOnceTheTaskWentWell(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        store.end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        assertThat(store.task(id).error()).contains("taken back");
        claimed(store.claim(session, 2, id));

        store.end(completion(id, session, 2, SUCCEEDED));

        assertThat(store.task(id).error()).isEmpty();
    }

    @Test
    default void longestErrorIsKeptWhole(StoreFixture store) {
        long session = store.agent();
        long id = store.running(session, 1);
        String error = "é".repeat(Completion.LONGEST_ERROR);

        store.end(new Completion(
                id,
                new Holder(session, 1),
                FAILED,
                AttemptOutcome.GAVE_UP,
                Optional.empty(),
                Optional.of(error),
                true));

        assertThat(store.task(id).error()).contains(error);
        assertThat(store.task(id).attempts().get(0).error()).contains(error);
    }
}
