package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.BACK_OFF;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.FailedTask;
import dev.taskq.spi.FailedTasks;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.RetryRequest;
import dev.taskq.spi.SessionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The tasks that failed lately. */
interface FailedTaskContract extends StoreUnderTest {
    Duration DAY = Duration.ofDays(1);
    int ALL = 1_000;

    private static long failed(StoreFixture store, long session, String error) {
        long id = store.running(session, 1);
        Completion completion = new Completion(
                id, new Holder(session, 1), FAILED, AttemptOutcome.FAILED, Optional.empty(), Optional.of(error), true);
        assertThat(store.end(completion)).isInstanceOf(CompletionResult.Recorded.class);
        return id;
    }

    private static List<Long> ids(FailedTasks failures) {
        return failures.newest().stream().map(FailedTask::id).toList();
    }

    @Test
    default void failedTasksAreReadNewestFirstAndNoOthers(StoreFixture store) {
        long session = store.agent();
        Instant before = store.now();
        long first = failed(store, session, "first");
        store.ended(SUCCEEDED);
        store.ended(BACK_OFF);
        store.submit(A);
        long second = failed(store, session, "second");

        FailedTasks read = store.inspections().failures(DAY, ALL);

        assertThat(ids(read)).containsExactly(second, first);
        assertThat(read.readBackTo()).isEmpty();
        assertThat(read.at()).isBetween(before, store.now());
        FailedTask task = read.newest().getFirst();
        assertThat(task.type()).isEqualTo(A);
        assertThat(task.error()).isEqualTo("second");
        assertThat(Optional.of(task.failedAt()))
                .isEqualTo(store.task(second).times().finishedAt());
    }

    @Test
    default void taskThatWasCancelledAfterAnErrorIsReadAndLeftOut(StoreFixture store) {
        long failed = failed(store, store.agent(), "before");
        long cancelled = store.ended(BACK_OFF);
        store.submissions().cancel(List.of(cancelled));
        assertThat(store.status(cancelled)).isEqualTo(TaskStatus.CANCELLED);

        assertThat(ids(store.inspections().failures(DAY, ALL))).containsExactly(failed);

        FailedTasks bounded = store.inspections().failures(DAY, 1);
        assertThat(bounded.newest()).isEmpty();
        assertThat(bounded.readBackTo()).isEqualTo(store.task(cancelled).times().finishedAt());
    }

    @Test
    default void noMoreRowsAreReadThanAskedFor(StoreFixture store) {
        long session = store.agent();
        failed(store, session, "first");
        long second = failed(store, session, "second");
        long third = failed(store, session, "third");

        FailedTasks read = store.inspections().failures(DAY, 2);

        assertThat(ids(read)).containsExactly(third, second);
        assertThat(read.readBackTo()).isEqualTo(store.task(second).times().finishedAt());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store.inspections().failures(DAY, 0));
    }

    @Test
    default void onlyTasksOfTheWindowAreRead(StoreFixture store) throws Exception {
        long session = store.agent();
        long old = failed(store, session, "old");
        store.age(old, Duration.ofHours(25));
        long young = failed(store, session, "young");

        assertThat(ids(store.inspections().failures(DAY, ALL))).containsExactly(young);
        assertThat(ids(store.inspections().failures(Duration.ofHours(26), ALL))).containsExactly(young, old);
    }

    @Test
    default void taskThatWasRetriedIsNotRead(StoreFixture store) {
        long id = failed(store, store.agent(), "once");
        store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())));

        assertThat(store.inspections().failures(DAY, ALL).newest()).isEmpty();
    }

    @Test
    default void errorIsTheBeginningOfItsFirstLine(StoreFixture store) {
        long session = store.agent();
        failed(store, session, "one line\nand another");
        failed(store, session, "\uD83D\uDE00".repeat(Inspections.LONGEST_ERROR_READ + 1));

        assertThat(store.inspections().failures(DAY, ALL).newest())
                .extracting(FailedTask::error)
                .containsExactly("\uD83D\uDE00".repeat(Inspections.LONGEST_ERROR_READ), "one line");
    }

    private static SessionStatus statusOf(long session, String version) {
        return new SessionStatus(session, version, 0, 0, 0, 0, List.of(), false, List.of(), Duration.ofSeconds(15));
    }

    @Test
    default void versionIsThatOfTheSessionAsLongAsItIsKnown(StoreFixture store) {
        long session = store.agent();
        long silent = store.agent();
        store.inspections().report(statusOf(session, "1.2.3"));
        store.inspections().report(statusOf(silent, ""));
        failed(store, session, "known");
        failed(store, silent, "not told");
        assertThat(store.inspections().failures(DAY, ALL).newest())
                .extracting(FailedTask::version)
                .containsExactly(Optional.empty(), Optional.of("1.2.3"));

        store.sessions().stop(session);
        store.sessions().clear(List.of(session));
        assertThat(store.inspections().failures(DAY, ALL).newest())
                .extracting(FailedTask::version)
                .containsExactly(Optional.empty(), Optional.empty());
    }

    @Test
    default void tasksThatFailedHoursApartAreReadWithTheirTimes(StoreFixture store) throws Exception {
        long session = store.agent();
        long old = failed(store, session, "full");
        store.age(old, Duration.ofHours(5));
        long young = failed(store, session, "full");

        FailedTasks read = store.inspections().failures(DAY, ALL);

        assertThat(ids(read)).containsExactly(young, old);
        assertThat(Duration.between(read.newest().getLast().failedAt(), read.at()))
                .isBetween(Duration.ofHours(5), Duration.ofHours(6));
        assertThat(read.newest())
                .allSatisfy(task ->
                        assertThat(store.task(task.id()).times().finishedAt()).contains(task.failedAt()));
    }
}
