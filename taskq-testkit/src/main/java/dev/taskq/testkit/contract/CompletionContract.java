package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.CancelResult;
import dev.taskq.RetryResult;
import dev.taskq.StoreBusyException;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.CompletionResult.AlreadyRecorded;
import dev.taskq.spi.CompletionResult.Locked;
import dev.taskq.spi.CompletionResult.Recorded;
import dev.taskq.spi.CompletionResult.Refused;
import dev.taskq.spi.Holder;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ending executions, cancelling and retrying by hand. */
abstract class CompletionContract extends DispatchContract {
    // Verdicts

    @Test
    void successIsFinalAndKeepsTheResult() {
        long session = agent();
        long id = running(session, 1);
        Instant before = store().now();

        CompletionResult result = end(completion(id, session, 1, SUCCEEDED));

        assertThat(result).isEqualTo(new Recorded(TaskStatus.SUCCEEDED, Optional.empty()));
        Task task = task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(JsonValues.of(task.result().orElseThrow())).isEqualTo(JsonValues.of("{\"done\": true}"));
        assertThat(task.error()).isEmpty();
        assertThat(task.attempts()).isEmpty();
        assertThat(task.times().finishedAt().orElseThrow()).isBetween(before, store().now());
    }

    @Test
    void timesOfATaskThatWentWellStandInOrder() {
        Task.Times times = task(ended(SUCCEEDED)).times();

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
    void resultsComeBackAsTheSameValue() {
        for (String json : List.of("null", "17", "1e300", "\"grüße \uD83D\uDE00\"", "[1, {\"a\": null}]", "true")) {
            long session = agent();
            long id = running(session, 1);
            Completion completion = new Completion(
                    id,
                    new Holder(session, 1),
                    SUCCEEDED,
                    AttemptOutcome.SUCCEEDED,
                    Optional.of(json),
                    Optional.empty(),
                    true);

            assertThat(end(completion)).isInstanceOf(Recorded.class);
            assertThat(task(id).result().map(text -> "{\"r\": " + text + "}").map(JsonValues::of))
                    .contains(JsonValues.of("{\"r\": " + json + "}"));
        }
    }

    @Test
    void successWithoutAResultHasNone() {
        long session = agent();
        long id = running(session, 1);

        end(new Completion(
                id,
                new Holder(session, 1),
                SUCCEEDED,
                AttemptOutcome.SUCCEEDED,
                Optional.empty(),
                Optional.empty(),
                true));

        assertThat(task(id).result()).isEmpty();
    }

    @Test
    void failureIsFinalWhereTheVerdictSaysSo() {
        Task task = task(ended(FAILED));

        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error()).contains("went wrong");
        assertThat(task.result()).isEmpty();
        assertThat(task.counts()).isEqualTo(new Counts(1, 1, 0, 0));
        assertThat(task.times().finishedAt()).isPresent();
    }

    @Test
    void backOffSchedulesByTheStoresClockWithoutAHint() {
        long session = agent();
        long id = running(session, 1);
        Instant before = store().now();

        CompletionResult result = end(completion(id, session, 1, BACK_OFF));

        assertThat(result).isEqualTo(new Recorded(TaskStatus.SCHEDULED, Optional.empty()));
        Task task = task(id);
        assertThat(task.status()).isEqualTo(TaskStatus.SCHEDULED);
        assertThat(task.times().runAt().orElseThrow())
                .isBetween(before.plus(BACK_OFF.delay()), store().now().plus(BACK_OFF.delay()));
        assertThat(task.times().finishedAt()).isEmpty();
        assertThat(waiting(A)).isEmpty();
    }

    @Test
    void handedBackTaskIsQueuedWithAHint() {
        long session = agent();
        long id = running(session, 1);

        Recorded result = (Recorded) end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));

        assertThat(result.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(waiting(A)).containsExactly(result.hint().orElseThrow());
    }

    @Test
    void countsAreThoseOfTheVerdictButForLosses() {
        long session = agent();
        long id = running(session, 1);

        end(taken(id, session, 1, new Verdict(TaskStatus.QUEUED, Duration.ZERO, 3, 9, 7), AttemptOutcome.LOST));

        assertThat(task(id).counts()).isEqualTo(new Counts(1, 3, 1, 7));
        assertThat(claimed(claim(session, 2, id)).running().counts()).isEqualTo(new Counts(2, 3, 1, 7));
    }

    @Test
    void agentThatRanTheTaskIsKnownAfterItsSessionIsCleared() {
        long session = store().sessions().open(agentNamed("the-agent"));
        long good = running(session, 1);
        long lost = running(session, 2);
        end(completion(good, session, 1, SUCCEEDED));
        end(taken(lost, session, 2, AT_ONCE, AttemptOutcome.LOST));

        store().sessions().stop(session);
        store().sessions().clear(List.of(session));

        assertThat(task(good).agent()).contains("the-agent");
        assertThat(task(lost).agent()).contains("the-agent");
        assertThat(task(lost).attempts().get(0).agent()).isEqualTo("the-agent");
    }

    @Test
    void aListTellsWhichAgentRunsATask() {
        agent();
        long session = store().sessions().open(agentNamed("the-agent"));
        store().sessions().open(agentNamed("another"));
        long id = running(session, 1);

        assertThat(store().submissions()
                        .list(TaskFilter.ALL, Optional.empty(), 10, 10)
                        .tasks())
                .singleElement()
                .satisfies(task -> {
                    assertThat(task.id()).isEqualTo(id);
                    assertThat(task.agent()).contains("the-agent");
                });
    }

    @Test
    void completionOfAnEndedSessionIsRecordedAllTheSame() {
        long session = agent();
        long id = running(session, 1);
        lose(session);

        assertThat(end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(Recorded.class);
    }

    @Test
    void finishedTaskIsNeitherWaitingNorDue() {
        ended(SUCCEEDED);
        ended(FAILED);

        assertThat(waiting(A)).isEmpty();
        assertThat(store().dispatch().promoteDue(10).untilNext()).isEmpty();
    }

    // Attempts

    @Test
    void attemptsThatDidNotGoWellAreKeptOldestFirst() {
        long first = store().sessions().open(agentNamed("agent-1"));
        long second = store().sessions().open(agentNamed("agent-2"));
        long id = running(first, 1);
        Instant start = task(id).times().startedAt().orElseThrow();
        end(taken(id, first, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(claim(second, 1, id));
        end(completion(id, second, 1, FAILED));

        List<Task.Attempt> attempts = task(id).attempts();

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
    void everyOutcomeButSuccessIsKept(AttemptOutcome outcome) {
        long session = agent();
        long id = running(session, 1);

        end(taken(id, session, 1, AT_ONCE, outcome));

        assertThat(task(id).attempts().stream().map(Task.Attempt::outcome)).containsExactly(outcome);
    }

    @Test
    void lastAttemptThatWentWellLeavesTheOthersRecords() {
        long session = agent();
        long id = running(session, 1);
        end(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED));
        claimed(claim(session, 2, id));

        end(completion(id, session, 2, SUCCEEDED));

        assertThat(task(id).attempts()).hasSize(1);
        assertThat(task(id).counts().attempt()).isEqualTo(2);
    }

    @Test
    void errorOfAnEarlierAttemptIsGoneOnceTheTaskWentWell() {
        long session = agent();
        long id = running(session, 1);
        end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        assertThat(task(id).error()).contains("taken back");
        claimed(claim(session, 2, id));

        end(completion(id, session, 2, SUCCEEDED));

        assertThat(task(id).error()).isEmpty();
    }

    @Test
    void longestErrorIsKeptWhole() {
        long session = agent();
        long id = running(session, 1);
        String error = "é".repeat(Completion.LONGEST_ERROR);

        end(new Completion(
                id,
                new Holder(session, 1),
                FAILED,
                AttemptOutcome.GAVE_UP,
                Optional.empty(),
                Optional.of(error),
                true));

        assertThat(task(id).error()).contains(error);
        assertThat(task(id).attempts().get(0).error()).contains(error);
    }

    // The fence

    @Test
    void completionUnderAnotherTokenIsRefused() {
        long session = agent();
        long id = running(session, 1);

        assertThat(end(completion(id, session, 2, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(status(id)).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void completionByAnotherSessionIsRefused() {
        long id = running(agent(), 1);

        assertThat(end(completion(id, agent(), 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(status(id)).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void completionOfWhatNobodyRunsIsRefused() {
        long session = agent();
        long queued = submit(A);
        long cancelled = submit(A);
        store().submissions().cancel(List.of(cancelled));

        assertThat(end(completion(queued, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(end(completion(cancelled, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(end(completion(Long.MAX_VALUE, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(status(queued)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void completionOfAnEarlierExecutionIsRefusedOnceTheTaskRunsAgain() {
        long session = agent();
        long id = running(session, 1);
        end(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(claim(session, 2, id));

        assertThat(end(completion(id, session, 1, SUCCEEDED))).isEqualTo(new Refused());
        assertThat(end(completion(id, session, 2, SUCCEEDED))).isInstanceOf(Recorded.class);
    }

    // Repeats

    @Test
    void ownOutcomeTwiceIsRecordedOnce() {
        for (Verdict verdict : List.of(SUCCEEDED, FAILED, BACK_OFF)) {
            long session = agent();
            long id = running(session, 1);
            Completion completion = completion(id, session, 1, verdict);
            assertThat(end(completion)).isInstanceOf(Recorded.class);
            Task before = task(id);

            assertThat(end(completion)).isEqualTo(new AlreadyRecorded());
            assertThat(task(id)).isEqualTo(before);
        }
    }

    @Test
    void ownOutcomeThatQueuedTheTaskAgainIsRecognised() {
        long session = agent();
        long id = running(session, 1);
        Completion completion = completion(id, session, 1, new Verdict(TaskStatus.QUEUED, Duration.ZERO, 1, 0, 0));

        assertThat(end(completion)).isInstanceOf(Recorded.class);
        assertThat(end(completion)).isEqualTo(new AlreadyRecorded());
        assertThat(waitingIds(A)).containsExactly(id);
        assertThat(task(id).attempts()).hasSize(1);
    }

    @Test
    void ownOutcomeIsRecognisedAfterTheTaskWasPromoted() throws Exception {
        long session = agent();
        long id = running(session, 1);
        Completion completion = completion(id, session, 1, BACK_OFF);
        end(completion);
        age(id, Duration.ofMinutes(8));
        store().dispatch().promoteDue(10);

        assertThat(end(completion)).isEqualTo(new AlreadyRecorded());
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void anotherOutcomeOfTheSameExecutionChangesNothing() {
        long session = agent();
        long id = running(session, 1);
        end(completion(id, session, 1, SUCCEEDED));
        Task before = task(id);

        assertThat(end(completion(id, session, 1, FAILED))).isEqualTo(new AlreadyRecorded());
        assertThat(task(id)).isEqualTo(before);
    }

    @Test
    void outcomeAfterTheTaskWasTakenBackIsRefused() {
        for (AttemptOutcome outcome : List.of(AttemptOutcome.RELEASED, AttemptOutcome.LOST, AttemptOutcome.TIMED_OUT)) {
            long session = agent();
            long id = running(session, 1);
            Verdict verdict = outcome == AttemptOutcome.TIMED_OUT ? FAILED : AT_ONCE;
            assertThat(end(taken(id, session, 1, verdict, outcome))).isInstanceOf(Recorded.class);
            Task before = task(id);

            assertThat(end(completion(id, session, 1, SUCCEEDED))).isEqualTo(new Refused());
            assertThat(end(taken(id, session, 1, verdict, outcome))).isEqualTo(new Refused());
            assertThat(task(id)).isEqualTo(before);
        }
    }

    @Test
    void outcomeAfterARetryByHandIsRefused() {
        long session = agent();
        long id = running(session, 1);
        Completion completion = completion(id, session, 1, FAILED);
        end(completion);
        store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(end(completion)).isEqualTo(new Refused());
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void twoEndersRecordOneOutcome() throws Exception {
        TaskStore other = another();
        for (int round = 0; round < 5; round++) {
            long session = agent();
            long id = running(session, 1);

            List<CompletionResult> results = Together.run(2, number -> {
                Completion completion = number == 0
                        ? completion(id, session, 1, SUCCEEDED)
                        : taken(id, session, 1, FAILED, AttemptOutcome.TIMED_OUT);
                TaskStore mine = number == 0 ? store() : other;
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

    // Batches and locks

    @Test
    void answersStandInTheOrderOfTheCompletions() throws Exception {
        long session = agent();
        long recorded = running(session, 1);
        long already = running(session, 2);
        end(completion(already, session, 2, SUCCEEDED));
        long locked = running(session, 3);
        long refused = submit(A);

        try (AutoCloseable held = lockRow(locked)) {
            assertThat(held).isNotNull();
            List<CompletionResult> results = store().completions()
                    .complete(List.of(
                            completion(locked, session, 3, SUCCEEDED),
                            completion(refused, session, 4, SUCCEEDED),
                            completion(already, session, 2, SUCCEEDED),
                            completion(recorded, session, 1, SUCCEEDED)));

            assertThat(results)
                    .containsExactly(
                            new Locked(),
                            new Refused(),
                            new AlreadyRecorded(),
                            new Recorded(TaskStatus.SUCCEEDED, Optional.empty()));
        }
        assertThat(status(locked)).isEqualTo(TaskStatus.RUNNING);
        assertThat(end(completion(locked, session, 3, SUCCEEDED))).isInstanceOf(Recorded.class);
    }

    @Test
    void aThousandExecutionsEndInOneCall() {
        long session = agent();
        List<Long> ids = submit(A, 1_000);
        assertThat(store().dispatch().claim(claimOf(session, 1, ids))).hasOnlyElementsOfType(ClaimResult.Claimed.class);
        List<Completion> completions = new ArrayList<>();
        for (long id : ids) {
            completions.add(completion(id, session, 1, completions.size() % 2 == 0 ? SUCCEEDED : FAILED));
        }

        assertThat(store().completions().complete(completions)).hasSize(1_000).hasOnlyElementsOfType(Recorded.class);
        assertThat(store().submissions().statuses(ids).values())
                .containsOnly(TaskStatus.SUCCEEDED, TaskStatus.FAILED)
                .hasSize(1_000);
        assertThat(task(ids.get(1)).attempts()).hasSize(1);
    }

    @Test
    void completionsInOppositeOrdersAreEachRecordedOnce() throws Exception {
        long session = agent();
        List<Long> ids = submit(A, 100);
        store().dispatch().claim(claimOf(session, 1, ids));
        List<Completion> completions =
                ids.stream().map(id -> completion(id, session, 1, SUCCEEDED)).toList();
        List<Completion> reversed = new ArrayList<>(completions);
        Collections.reverse(reversed);

        List<Long> recorded = Together.run(4, number -> {
            List<Completion> open = number % 2 == 0 ? completions : reversed;
            long mineAlone = 0;
            while (!open.isEmpty()) {
                List<CompletionResult> results = store().completions().complete(open);
                mineAlone += results.stream().filter(Recorded.class::isInstance).count();
                List<Completion> asked = open;
                open = IntStream.range(0, asked.size())
                        .filter(i -> results.get(i) instanceof Locked)
                        .mapToObj(asked::get)
                        .toList();
            }
            return mineAlone;
        });

        assertThat(recorded.stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
    }

    @Test
    void completionNothingIsHarmless() {
        assertThat(store().completions().complete(List.of())).isEmpty();
    }

    // Cancel

    @Test
    void queuedTaskIsCancelled() {
        long id = submit(A);
        Instant before = store().now();

        List<CancelResult> results = store().submissions().cancel(List.of(id));

        Task task = task(id);
        assertThat(results).containsExactly(new CancelResult.Cancelled(task));
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.times().finishedAt().orElseThrow()).isBetween(before, store().now());
        assertThat(waiting(A)).isEmpty();
    }

    @Test
    void scheduledTaskIsCancelledAndNeverDue() throws Exception {
        long id = submit(newTask(A).delayedBy(Duration.ofHours(1)));

        assertThat(store().submissions().cancel(List.of(id)).get(0)).isInstanceOf(CancelResult.Cancelled.class);

        age(id, Duration.ofHours(2));
        assertThat(store().dispatch().promoteDue(10).hints()).isEmpty();
        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void runningTaskIsAskedToStop() {
        long id = running(agent(), 1);

        List<CancelResult> results = store().submissions().cancel(List.of(id));

        Task task = task(id);
        assertThat(results).containsExactly(new CancelResult.Requested(task));
        assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(task.cancelRequested()).isTrue();
        assertThat(store().submissions().cancel(List.of(id)).get(0)).isInstanceOf(CancelResult.Requested.class);
    }

    @Test
    void finalTaskStaysAsItIs() {
        for (Verdict verdict : List.of(SUCCEEDED, FAILED)) {
            long id = ended(verdict);
            Task before = task(id);

            assertThat(store().submissions().cancel(List.of(id)))
                    .containsExactly(new CancelResult.AlreadyFinal(before));
            assertThat(task(id)).isEqualTo(before);
        }
    }

    @Test
    void cancellingTwiceFindsItFinal() {
        long id = submit(A);
        store().submissions().cancel(List.of(id));

        assertThat(store().submissions().cancel(List.of(id))).containsExactly(new CancelResult.AlreadyFinal(task(id)));
    }

    @Test
    void cancelOfAnUnknownTaskFindsNone() {
        assertThat(store().submissions().cancel(List.of(Long.MAX_VALUE)))
                .containsExactly(new CancelResult.NotFound(Long.MAX_VALUE));
        assertThat(store().submissions().cancel(List.of())).isEmpty();
    }

    @Test
    void cancelsStandInTheOrderAsked() {
        long queued = submit(A);
        long running = running(agent(), 1);
        long done = ended(SUCCEEDED);

        List<CancelResult> results = store().submissions().cancel(List.of(done, Long.MAX_VALUE, running, queued));

        assertThat(results.get(0)).isInstanceOf(CancelResult.AlreadyFinal.class);
        assertThat(results.get(1)).isInstanceOf(CancelResult.NotFound.class);
        assertThat(results.get(2)).isInstanceOf(CancelResult.Requested.class);
        assertThat(results.get(3)).isInstanceOf(CancelResult.Cancelled.class);
    }

    @Test
    void cancelOfALockedTaskIsBusyAndChangesNothing() throws Exception {
        long free = submit(A);
        long locked = submit(A);

        try (AutoCloseable held = lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store().submissions().cancel(List.of(free, locked)))
                    .isInstanceOf(StoreBusyException.class);
        }
        assertThat(waitingIds(A)).containsExactly(free, locked);
    }

    @Test
    void cancelIsNotHinderedByALockedNeighbour() throws Exception {
        long id = submit(A);
        try (AutoCloseable held = lockRow(submit(A))) {
            assertThat(held).isNotNull();
            store().submissions().cancel(List.of(id));
        }

        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void cancelsInOppositeOrdersCancelEachTaskOnce() throws Exception {
        TaskStore other = another();
        List<Long> ids = submit(A, 100);
        List<Long> reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);

        List<List<CancelResult>> results = Together.run(
                4,
                number -> BusyCalls.repeated(() -> number % 2 == 0
                        ? store().submissions().cancel(ids)
                        : other.submissions().cancel(reversed)));

        assertThat(results.stream().flatMap(List::stream).filter(CancelResult.Cancelled.class::isInstance))
                .hasSize(100);
        assertThat(store().submissions().statuses(ids).values()).containsOnly(TaskStatus.CANCELLED);
    }

    @Test
    void cancelBesideAClaimEitherCancelsOrAsks() throws Exception {
        TaskStore other = another();
        long session = agent();
        List<Long> ids = submit(A, 100);

        List<List<?>> results = Together.run(
                2,
                number -> number == 0
                        ? store().dispatch().claim(claimOf(session, 1, ids))
                        : other.submissions().cancel(ids));

        for (int i = 0; i < ids.size(); i++) {
            Task task = task(ids.get(i));
            boolean runs = results.get(0).get(i) instanceof ClaimResult.Claimed;
            assertThat(task.status()).isEqualTo(runs ? TaskStatus.RUNNING : TaskStatus.CANCELLED);
            assertThat(task.cancelRequested()).isEqualTo(runs);
            assertThat(results.get(1).get(i))
                    .isInstanceOf(runs ? CancelResult.Requested.class : CancelResult.Cancelled.class);
        }
    }

    // The one rule of cancel

    @Test
    void successAfterARequestToCancelIsSuccess() {
        long session = agent();
        long id = running(session, 1);
        store().submissions().cancel(List.of(id));

        assertThat(end(completion(id, session, 1, SUCCEEDED)))
                .isEqualTo(new Recorded(TaskStatus.SUCCEEDED, Optional.empty()));
        assertThat(status(id)).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void allElseAfterARequestToCancelIsCancelled() {
        for (Verdict verdict : List.of(FAILED, BACK_OFF, AT_ONCE)) {
            long session = agent();
            long id = running(session, 1);
            store().submissions().cancel(List.of(id));

            assertThat(end(taken(id, session, 1, verdict, AttemptOutcome.LOST)))
                    .isEqualTo(new Recorded(TaskStatus.CANCELLED, Optional.empty()));

            Task task = task(id);
            assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
            assertThat(task.times().finishedAt()).isPresent();
            assertThat(task.times().runAt()).isEmpty();
            assertThat(task.attempts()).hasSize(1);
        }
        assertThat(waiting(A)).isEmpty();
        assertThat(store().dispatch().promoteDue(10).untilNext()).isEmpty();
    }

    @Test
    void ownFailureThatBecameCancelledIsRecognised() {
        long session = agent();
        long id = running(session, 1);
        store().submissions().cancel(List.of(id));
        Completion completion = completion(id, session, 1, BACK_OFF);
        end(completion);

        assertThat(end(completion)).isEqualTo(new AlreadyRecorded());
        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
    }

    // Retry by hand

    @Test
    void failedTaskIsQueuedAgainWithCountsOfZero() {
        long id = ended(new Verdict(TaskStatus.FAILED, Duration.ZERO, 4, 3, 2));

        List<RetryResult> results = store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        Task task = task(id);
        assertThat(results).containsExactly(new RetryResult.Requeued(task));
        assertThat(task.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 0));
        assertThat(task.times().finishedAt()).isEmpty();
        assertThat(task.attempts()).hasSize(1);
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void attemptNumbersGoOnAfterARetryByHand() {
        long session = agent();
        long id = ended(FAILED);
        store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(claimed(claim(session, 1, id)).running().counts()).isEqualTo(new Counts(2, 0, 0, 0));
        end(completion(id, session, 1, FAILED));
        assertThat(task(id).attempts().stream().map(Task.Attempt::attempt)).containsExactly(1, 2);
    }

    @Test
    void retryLeavesOtherTasksAsTheyAre() {
        long id = ended(FAILED);
        long other = ended(FAILED);
        Task before = task(other);

        store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(task(other)).isEqualTo(before);
    }

    @Test
    void retryByHandClearsARequestToCancel() {
        long session = agent();
        long id = running(session, 1);
        store().submissions().cancel(List.of(id));
        end(completion(id, session, 1, FAILED));

        store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(task(id).cancelRequested()).isFalse();
        claimed(claim(session, 2, id));
        assertThat(end(completion(id, session, 2, FAILED)))
                .isEqualTo(new Recorded(TaskStatus.FAILED, Optional.empty()));
    }

    @Test
    void cancelledTaskThatNeverRanIsQueuedAgain() {
        long id = submit(newTask(A).delayedBy(Duration.ofHours(1)));
        store().submissions().cancel(List.of(id));

        assertThat(store().submissions()
                        .retry(List.of(new RetryRequest(id, OptionalInt.of(0))))
                        .get(0))
                .isInstanceOf(RetryResult.Requeued.class);
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void retryOfAnythingElseIsRefused() {
        long queued = submit(A);
        long scheduled = submit(newTask(A).delayedBy(Duration.ofHours(1)));
        long running = running(agent(), 1);
        long succeeded = ended(SUCCEEDED);

        for (long id : List.of(queued, scheduled, running, succeeded)) {
            Task before = task(id);
            assertThat(store().submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty()))))
                    .containsExactly(new RetryResult.Refused(before));
            assertThat(task(id)).isEqualTo(before);
        }
    }

    @Test
    void retryAtAnotherAttemptIsRefused() {
        long id = ended(FAILED);

        assertThat(store().submissions()
                        .retry(List.of(new RetryRequest(id, OptionalInt.of(2))))
                        .get(0))
                .isEqualTo(new RetryResult.Refused(task(id)));
        assertThat(store().submissions()
                        .retry(List.of(new RetryRequest(id, OptionalInt.of(1))))
                        .get(0))
                .isInstanceOf(RetryResult.Requeued.class);
    }

    @Test
    void manyRetriersQueueATaskOnce() throws Exception {
        long id = ended(FAILED);
        TaskStore other = another();

        List<RetryResult> results = Together.run(
                4, number -> retried(number % 2 == 0 ? store() : other, new RetryRequest(id, OptionalInt.of(1))));

        assertThat(results.stream().filter(RetryResult.Requeued.class::isInstance))
                .hasSize(1);
        assertThat(waitingIds(A)).containsExactly(id);
    }

    /** Asks until it is answered: a store may serve few retries at a time, and let none wait for long. */
    private static RetryResult retried(TaskStore store, RetryRequest request) {
        while (true) {
            try {
                return store.submissions().retry(List.of(request)).get(0);
            } catch (StoreBusyException e) {
                // Nothing was changed.
            }
        }
    }

    @Test
    void retriesStandInTheOrderAsked() {
        long first = ended(FAILED);
        long second = ended(FAILED);
        long succeeded = ended(SUCCEEDED);

        List<RetryResult> results = store().submissions()
                .retry(List.of(
                        new RetryRequest(second, OptionalInt.empty()),
                        new RetryRequest(Long.MAX_VALUE, OptionalInt.empty()),
                        new RetryRequest(succeeded, OptionalInt.empty()),
                        new RetryRequest(first, OptionalInt.empty())));

        assertThat(results)
                .containsExactly(
                        new RetryResult.Requeued(task(second)),
                        new RetryResult.NotFound(Long.MAX_VALUE),
                        new RetryResult.Refused(task(succeeded)),
                        new RetryResult.Requeued(task(first)));
        assertThat(store().submissions().retry(List.of())).isEmpty();
    }

    @Test
    void retryOfALockedTaskIsBusyAndChangesNothing() throws Exception {
        long free = ended(FAILED);
        long locked = ended(FAILED);

        try (AutoCloseable held = lockRow(locked)) {
            assertThat(held).isNotNull();
            assertThatThrownBy(() -> store().submissions()
                            .retry(List.of(
                                    new RetryRequest(free, OptionalInt.empty()),
                                    new RetryRequest(locked, OptionalInt.empty()))))
                    .isInstanceOf(StoreBusyException.class);
        }
        assertThat(status(free)).isEqualTo(TaskStatus.FAILED);
    }
}
