package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AuditAction;
import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.NewAuditEntry;
import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.Operation.Counts;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.Origin;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskFilter;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.DueRange;
import dev.taskq.spi.Operations;
import dev.taskq.telemetry.RecentTypes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Operations are carried out in steps that leave time for other work. */
class OperationRunnerTest {
    private final DutyFixture fixture = new DutyFixture();
    private final List<Advance> steps = new ArrayList<>();
    private Function<Advance, Advanced> store = fixture.store.operations()::advance;
    private final OperationRunner runner = new OperationRunner(
            fixture.platform,
            watched(),
            fixture::send,
            fixture.metrics,
            fixture.store.auditLog(),
            fixture.store.sameProcess(),
            DutyFixture.PACE.whileAlone());

    /** The operations of the store, whose steps the test sees and may change. */
    private Operations watched() {
        return (Operations) Proxy.newProxyInstance(
                Operations.class.getClassLoader(), new Class<?>[] {Operations.class}, (proxy, method, given) -> {
                    if (method.getName().equals("advance")) {
                        steps.add((Advance) given[0]);
                        return store.apply((Advance) given[0]);
                    }
                    try {
                        return method.invoke(fixture.store.operations(), given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private long start(OperationAction action) {
        return fixture.store
                .operations()
                .start(NewOperation.of(action, TaskFilter.ALL))
                .id();
    }

    private Operation operation(long id) {
        return fixture.store.operations().find(id).orElseThrow();
    }

    private void runFor(Duration time) {
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plusMillis(10)) {
            fixture.platform.pass(Duration.ofMillis(10));
            fixture.run(runner);
        }
    }

    private List<Long> cancelled(int number) {
        List<Long> ids = fixture.submit(number);
        fixture.store.submissions().cancel(ids);
        return ids;
    }

    @Test
    void newOperationsAreReadEverySecondAndLessOftenWhereNoOtherProcessCanStartOne() {
        assertThat(runner.round()).isEqualTo(Duration.ofSeconds(1));

        fixture.store.sameProcess().alone(fixture.platform.timer(Duration.ofSeconds(1)));

        assertThat(runner.round()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void operationIsCarriedOutToItsEndAndItsHintsAreSent() {
        List<Long> ids = cancelled(3_000);
        long id = start(OperationAction.RETRY);

        runFor(Duration.ofSeconds(1));

        assertThat(operation(id).status()).isEqualTo(OperationStatus.DONE);
        assertThat(operation(id).counts()).isEqualTo(new Counts(3_000, 3_000, 0));
        assertThat(fixture.statuses(ids)).containsOnly(TaskStatus.QUEUED);
        assertThat(fixture.hints()).isEqualTo(3_000);
        assertThat(fixture.meters
                        .get("taskq.retries")
                        .tag("cause", "manual")
                        .counter()
                        .count())
                .isEqualTo(3_000);
    }

    /** Thousands become due at once: in steps, whose hints are sent, so that nothing is left for the promoter. */
    @Test
    void scheduledTasksAreRunNowInStepsWithTheirHints() {
        fixture.submitLater(3_000);
        long id = start(OperationAction.RUN_NOW);

        runFor(Duration.ofSeconds(1));

        assertThat(operation(id).status()).isEqualTo(OperationStatus.DONE);
        assertThat(operation(id).counts()).isEqualTo(new Counts(3_000, 3_000, 0));
        assertThat(fixture.hints()).isEqualTo(3_000);
        assertThat(steps).hasSizeGreaterThan(3).allMatch(step -> step.most() <= 1_000);
        assertThat(fixture.store.dispatch().promoteDue(DueRange.ALL, 1).untilNext())
                .isEmpty();
    }

    @Test
    void endOfAnOperationOfACallerIsWrittenDownWithItsNumbers() {
        cancelled(3);
        NewOperation retry = NewOperation.of(OperationAction.RETRY, TaskFilter.ALL);
        NewOperation ofCaller = retry.withOrigin(new Origin("shop", "correlation-1", Optional.empty()));
        fixture.store.operations().start(ofCaller.asDryRun());
        runFor(Duration.ofSeconds(1));
        long id = fixture.store.operations().start(ofCaller).id();
        runFor(Duration.ofSeconds(1));
        fixture.store.operations().start(retry);
        runFor(Duration.ofSeconds(1));

        assertThat(fixture.store
                        .auditLog()
                        .entries(AuditFilter.ALL, OptionalLong.empty(), 10, 10)
                        .entries())
                .extracting(AuditEntry::change)
                .containsExactly(new NewAuditEntry(
                        "shop",
                        AuditAction.END_OPERATION,
                        "operation " + id,
                        "retry done: done with 3 of 3 tasks",
                        "correlation-1"));
    }

    private List<String> ends() {
        return fixture.store.auditLog().entries(AuditFilter.ALL, OptionalLong.empty(), 10, 10).entries().stream()
                .map(entry -> entry.change().subject() + ": " + entry.change().detail())
                .toList();
    }

    private long startOfCaller() {
        NewOperation retry = NewOperation.of(OperationAction.RETRY, TaskFilter.ALL);
        return fixture.store
                .operations()
                .start(retry.withOrigin(new Origin("shop", "correlation-1", Optional.empty())))
                .id();
    }

    @Test
    void endOfAnOperationThatFailedAfterItsFirstStepsIsWrittenDownToo() {
        cancelled(3);
        long id = startOfCaller();
        store = step -> {
            if (steps.size() > 1) {
                throw new StoreRefusedException(null);
            }
            return fixture.store.operations().advance(step);
        };

        runFor(Duration.ofSeconds(1));

        assertThat(ends()).containsExactly("operation " + id + ": retry failed: done with 2 of 2 tasks");
    }

    @Test
    void endByAStepWhoseAnswerWasLostIsWrittenDownOnce() {
        cancelled(3);
        long id = startOfCaller();
        store = step -> {
            fixture.store.operations().advance(step);
            throw new OutcomeUnknownException(List.of(), null);
        };
        while (operation(id).status() == OperationStatus.RUNNING) {
            assertThatThrownBy(() -> runFor(Duration.ofSeconds(3))).isInstanceOf(OutcomeUnknownException.class);
            assertThat(ends()).isEmpty();
        }

        runFor(Duration.ofSeconds(3));

        assertThat(ends()).containsExactly("operation " + id + ": retry done: done with 3 of 3 tasks");
    }

    @Test
    void cancelledTasksAreCounted() {
        fixture.submit(5);
        start(OperationAction.CANCEL);

        runFor(Duration.ofSeconds(1));

        assertThat(fixture.meters
                        .get("taskq.finishes")
                        .tag("outcome", "cancelled")
                        .counter()
                        .count())
                .isEqualTo(5);
        assertThat(fixture.recent.counts().get(DutyFixture.TYPE)).isEqualTo(new RecentTypes.Counts(0, 5, 0));
    }

    @Test
    void stepsGrowWhileTheyAreFastAndShrinkWhenTheyAreSlow() {
        cancelled(20_000);
        start(OperationAction.RETRY);
        runFor(Duration.ofSeconds(1));
        List<Integer> rows = steps.stream().map(Advance::most).toList();
        assertThat(rows).startsWith(2, 4, 8, 16).contains(1_000).allMatch(number -> number <= 1_000);

        cancelled(20_000);
        steps.clear();
        store = step -> {
            fixture.platform.pass(Duration.ofMillis(300));
            return fixture.store.operations().advance(step);
        };
        start(OperationAction.RETRY);
        runFor(Duration.ofSeconds(20));

        assertThat(steps.getFirst().most()).isEqualTo(1_000);
        assertThat(steps).extracting(Advance::most).endsWith(100);
    }

    @Test
    void smallStepThatIsSlowIsNotFollowedByALargerOne() {
        cancelled(20);
        start(OperationAction.RETRY);
        store = step -> {
            fixture.platform.pass(Duration.ofMillis(300));
            return fixture.store.operations().advance(step);
        };

        runFor(Duration.ofSeconds(20));

        assertThat(steps).hasSizeGreaterThan(5).extracting(Advance::most).containsOnly(2);
    }

    /** A step of 100 tasks may pass a million entries of an index, which may take longer than its time-out again and again. */
    @Test
    void stepAfterOneThatFailedIsAsSmallAsTheFirst() {
        cancelled(20_000);
        start(OperationAction.RETRY);
        runFor(Duration.ofSeconds(1));
        steps.clear();
        cancelled(20_000);
        start(OperationAction.RETRY);
        store = step -> {
            throw new StoreUnavailableException(null);
        };

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> runFor(Duration.ofSeconds(3))).isInstanceOf(StoreUnavailableException.class);
        }

        assertThat(steps).extracting(Advance::most).startsWith(1_000, 2, 2);
        store = fixture.store.operations()::advance;
        steps.clear();
        runFor(Duration.ofSeconds(3));
        assertThat(steps).extracting(Advance::most).startsWith(2, 4, 8).contains(1_000);
    }

    @Test
    void stepsTakeATenthOfTheTime() {
        cancelled(10_000);
        start(OperationAction.RETRY);
        Duration step = Duration.ofMillis(50);
        store = asked -> {
            fixture.platform.pass(step);
            return fixture.store.operations().advance(asked);
        };
        Duration begun = Duration.ofNanos(fixture.platform.nanoTime());

        runFor(Duration.ofSeconds(10));

        Duration took = Duration.ofNanos(fixture.platform.nanoTime()).minus(begun);
        assertThat(steps).hasSizeGreaterThan(10);
        assertThat(step.multipliedBy(steps.size() - 1L)).isLessThan(took.dividedBy(9));
    }

    @Test
    void operationsTakeTurns() {
        cancelled(5_000);
        long first = start(OperationAction.RETRY);
        long second = start(OperationAction.DELETE);

        runFor(Duration.ofMillis(200));

        assertThat(steps).extracting(Advance::operation).startsWith(first, second, first, second);
    }

    @Test
    void taskThatStaysLockedIsPassedOverInTheEnd() {
        List<Long> ids = cancelled(10);
        fixture.database.lockTask(ids.get(5));
        long id = start(OperationAction.RETRY);

        runFor(Duration.ofSeconds(4));
        assertThat(operation(id).status()).isEqualTo(OperationStatus.RUNNING);
        assertThat(operation(id).counts()).isEqualTo(new Counts(4, 4, 0));
        runFor(Duration.ofSeconds(3));

        assertThat(operation(id).status()).isEqualTo(OperationStatus.DONE);
        assertThat(operation(id).counts()).isEqualTo(new Counts(10, 9, 1));
        assertThat(fixture.task(ids.get(5)).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(steps.stream().filter(Advance::passLocked))
                .singleElement()
                .extracting(Advance::rows)
                .isEqualTo(1);
    }

    @Test
    void taskThatIsLockedForAMomentIsHandled() {
        List<Long> ids = cancelled(10);
        fixture.database.lockTask(ids.get(5));
        long id = start(OperationAction.RETRY);
        runFor(Duration.ofSeconds(1));

        fixture.database.unlockTask(ids.get(5));
        runFor(Duration.ofSeconds(1));

        assertThat(operation(id).counts()).isEqualTo(new Counts(10, 10, 0));
    }

    @Test
    void operationWhoseStepTheStoreRefusesFails() {
        cancelled(1);
        long id = start(OperationAction.RETRY);
        store = step -> {
            throw new StoreRefusedException(null);
        };

        runFor(Duration.ofSeconds(1));

        assertThat(operation(id).status()).isEqualTo(OperationStatus.FAILED);
        assertThat(operation(id).error().orElseThrow()).contains("refused");
        assertThat(steps).hasSize(1);
    }

    @Test
    void idleRunnerAsksOnceASecond() throws Exception {
        assertThat(runner.round()).isEqualTo(Duration.ofSeconds(1));
        start(OperationAction.RETRY);
        assertThat(runner.round()).isLessThan(Duration.ofSeconds(1));
        assertThat(steps).hasSize(1);
    }
}
