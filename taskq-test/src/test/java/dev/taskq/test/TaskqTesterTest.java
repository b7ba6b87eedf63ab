package dev.taskq.test;

import static dev.taskq.test.Shop.SHIP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.BacklogFullException;
import dev.taskq.CallDeadline;
import dev.taskq.NewOperation;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.NotRunningException;
import dev.taskq.OperationAction;
import dev.taskq.OperationStatus;
import dev.taskq.Outcome;
import dev.taskq.Recurrence;
import dev.taskq.RetryPolicy;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskHandler;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.coordinator.Tasks;
import dev.taskq.test.Shop.Receipt;
import dev.taskq.test.Shop.Ship;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class TaskqTesterTest {
    private static final Instant START = Instant.parse("2030-01-02T03:04:05Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Shop shop = new Shop();
    private final TaskqTester taskq =
            TaskqTester.builder().startingAt(START).handler(shop.shipping()).build();

    private long submit(int order) {
        return taskq.tasks().submit(SHIP.task(new Ship(order))).id();
    }

    private Task task(long id) {
        return taskq.tasks().find(id).orElseThrow();
    }

    // Running

    @Test
    void nothingRunsBeforeItIsAskedFor() {
        submit(7);

        assertThat(taskq.submitted(SHIP)).hasSize(1).isQueued().hasAttempts(0);
        assertThat(shop.calls).isEmpty();
    }

    @Test
    void drainRunsWhatIsDueInTheOrderOfTheSubmits() {
        submit(1);
        submit(2);
        submit(3);

        assertThat(taskq.drain()).isEqualTo(3);

        assertThat(shop.calls).containsExactly("1 in attempt 1", "2 in attempt 1", "3 in attempt 1");
        assertThat(taskq.submitted(SHIP)).hasSize(3).hasSucceeded();
        assertThat(taskq.drain()).isZero();
    }

    @Test
    void theThreadThatCallsRunsHandlers() {
        List<Thread> threads = new ArrayList<>();
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    threads.add(Thread.currentThread());
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)));

        tester.drain();

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void noThreadIsStarted() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();

        submit(1);
        taskq.drain();
        taskq.advance(Duration.ofDays(1));

        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("agent") || name.startsWith("coordinator")))
                .isEmpty();
    }

    @Test
    void oneAttemptRunsAndTheNextTaskStillWaits() {
        submit(1);
        long next = submit(2);

        assertThat(taskq.runNext()).isTrue();

        assertThat(shop.calls).containsExactly("1 in attempt 1");
        assertThat(task(next).status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(taskq.runNext()).isTrue();
        assertThat(taskq.runNext()).isFalse();
    }

    @Test
    void drainRunsAsManyAttemptsAsItIsTold() {
        submit(1);
        submit(2);
        submit(3);

        assertThat(taskq.drain(2)).isEqualTo(2);
        assertThat(taskq.drain(2)).isEqualTo(1);
        assertThat(taskq.drain(0)).isZero();
        assertThatThrownBy(() -> taskq.drain(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void drainRunsWhatHandlersSubmit() {
        TaskqTester tester = TaskqTester.builder()
                .handler(tasks -> TaskHandler.of(SHIP, (context, ship) -> {
                    if (ship.order() < 3) {
                        tasks.submit(SHIP.task(new Ship(ship.order() + 1)));
                    }
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)));

        assertThat(tester.drain()).isEqualTo(3);

        assertThat(tester.submitted(SHIP).params()).containsExactly(new Ship(1), new Ship(2), new Ship(3));
    }

    @Test
    void drainEndsWithAnErrorIfAHandlerSubmitsWithoutEnd() {
        TaskqTester tester = TaskqTester.builder()
                .handler(tasks -> TaskHandler.of(SHIP, (context, ship) -> {
                    tasks.submit(SHIP.task(ship));
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)));

        assertThatThrownBy(tester::drain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("still due after 1000 attempts")
                .hasMessageContaining("A handler may submit a task each time that it runs");
    }

    @Test
    void withoutAHandlerTasksWait() {
        TaskqTester tester = TaskqTester.builder().build();
        tester.tasks().submit(SHIP.task(new Ship(1)));

        assertThat(tester.drain()).isZero();

        assertThat(tester.submitted(SHIP)).hasSize(1).isQueued();
    }

    @Test
    void aTypeThatNoHandlerServesIsWarnedOfAsInProduction() {
        assertThat(taskq.tasks().submit(NewTask.of("shipp", "{}")).warning())
                .hasValueSatisfying(warning -> assertThat(warning).contains("no agent serves the type shipp"));
        assertThat(taskq.tasks().submit(SHIP.task(new Ship(1))).warning()).isEmpty();
    }

    @Test
    void aHandlerCannotRunOtherTasks() {
        List<TaskqTester> testers = new ArrayList<>();
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    testers.getFirst().drain();
                    return Outcome.done();
                }))
                .build();
        testers.add(tester);
        tester.tasks().submit(SHIP.task(new Ship(1)).withMaxAttempts(1));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasFailedWith("a handler cannot run other tasks");
    }

    // Time

    @Test
    void theClockStandsStill() {
        submit(1);
        taskq.drain();

        assertThat(taskq.now()).isEqualTo(START);
        assertThat(taskq.clock().instant()).isEqualTo(START);
        assertThat(task(1).times().createdAt()).isEqualTo(START);
    }

    @Test
    void aDelayedTaskRunsWhenTheClockHasMovedSoFar() {
        taskq.tasks().submit(SHIP.task(new Ship(7)).delayedBy(Duration.ofHours(1)));
        taskq.drain();
        assertThat(taskq.submitted(SHIP)).isScheduledFor(START.plus(Duration.ofHours(1)));

        assertThat(taskq.advance(Duration.ofMinutes(59))).isZero();
        assertThat(taskq.advance(Duration.ofMinutes(1))).isEqualTo(1);

        assertThat(taskq.submitted(SHIP)).hasSucceeded();
        assertThat(taskq.now()).isEqualTo(START.plus(Duration.ofHours(1)));
    }

    @Test
    void whatBecomesDueOnTheWayRunsAtItsTime() {
        List<Instant> times = new ArrayList<>();
        List<TaskqTester> testers = new ArrayList<>();
        TaskqTester tester = TaskqTester.builder()
                .startingAt(START)
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    times.add(testers.getFirst().now());
                    return Outcome.done();
                }))
                .build();
        testers.add(tester);
        tester.tasks().submit(SHIP.task(new Ship(2)).runAt(START.plusSeconds(7)));
        tester.tasks().submit(SHIP.task(new Ship(1)).runAt(START.plusSeconds(3)));

        tester.advance(Duration.ofMinutes(1));

        assertThat(times).containsExactly(START.plusSeconds(3), START.plusSeconds(7));
        assertThat(tester.now()).isEqualTo(START.plusSeconds(60));
    }

    @Test
    void theRetryPolicyDecidesWhenAFailedTaskRunsAgainAndWhenItHasFailed() {
        TaskqTester tester = TaskqTester.builder()
                .startingAt(START)
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                            throw new IllegalStateException("carrier is closed");
                        })
                        .withRetryPolicy(RetryPolicy.exponential(SECOND, 2, Duration.ofMinutes(1))
                                .withJitter(0.5))
                        .withMaxAttempts(3))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)));

        tester.drain();
        assertThat(tester.submitted(SHIP)).hasAttempts(1).isScheduledFor(START.plusSeconds(1));
        tester.advance(SECOND);
        assertThat(tester.submitted(SHIP)).hasAttempts(2).isScheduledFor(START.plusSeconds(3));
        tester.advance(Duration.ofSeconds(2));

        assertThat(tester.submitted(SHIP))
                .hasAttempts(3)
                .hasFailedWith("carrier is closed")
                .hasFailedAttempts(AttemptOutcome.FAILED, AttemptOutcome.FAILED, AttemptOutcome.FAILED);
    }

    @Test
    void theClockDoesNotMoveBack() {
        assertThatThrownBy(() -> taskq.advance(SECOND.negated())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tasksAreDeletedAfterTheirRetention() {
        long id = submit(1);
        taskq.drain();

        taskq.advance(CoordinatorConfig.DEFAULTS.retention().plusHours(2));
        taskq.advance(Duration.ofHours(2));

        assertThat(taskq.tasks().find(id)).isEmpty();
    }

    // The rules of taskq

    @Test
    void submitsAreCheckedAsInProduction() {
        assertThatThrownBy(() -> taskq.tasks().submit(NewTask.of("ship", "[]")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("must be a JSON object");
    }

    @Test
    void aKeyStandsForOneTask() {
        NewTask task = SHIP.task(new Ship(7)).withIdempotencyKey("order-7");

        long first = taskq.tasks().submit(task).id();

        assertThat(taskq.tasks().submit(task).id()).isEqualTo(first);
        assertThat(taskq.submitted(SHIP)).hasSize(1);
    }

    @Test
    void theSettingsOfTheCoordinatorApply() {
        TaskqTester tester = TaskqTester.builder()
                .config(CoordinatorConfig.DEFAULTS.withMostParamsBytes(20))
                .build();

        assertThatThrownBy(() -> tester.tasks().submit(NewTask.of("ship", "{\"text\": \"longer than that\"}")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("at most 20 bytes");
    }

    @Test
    void paramsThatDoNotFitFailTheAttempt() {
        taskq.tasks().submit(NewTask.of("ship", "{\"order\": \"seven\"}").withMaxAttempts(1));

        taskq.drain();

        assertThat(shop.calls).isEmpty();
        assertThat(taskq.tasks().find(1).orElseThrow().error())
                .hasValueSatisfying(error -> assertThat(error).contains("/order must be a whole number"));
    }

    @Test
    void correlationIdsDiffer() {
        submit(1);
        submit(2);

        assertThat(task(1).origin().correlationId())
                .isNotEqualTo(task(2).origin().correlationId());
    }

    @Test
    void aTaskIsCancelledRetriedAndDeletedByHand() {
        long id = submit(1);

        taskq.tasks().cancel(id);
        assertThat(taskq.submitted(SHIP)).isCancelled();
        taskq.tasks().retry(id, OptionalInt.empty());
        taskq.drain();
        assertThat(taskq.submitted(SHIP)).hasSucceeded();
        taskq.tasks().delete(id);

        assertThat(taskq.submitted(SHIP)).isEmpty();
    }

    @Test
    void aPausedTypeWaits() {
        taskq.tasks().pause("ship");
        submit(1);
        assertThat(taskq.drain()).isZero();

        taskq.tasks().resume("ship");

        assertThat(taskq.drain()).isEqualTo(1);
    }

    @Test
    void aTaskCanBeAwaited() throws InterruptedException {
        long id = submit(7);

        Task task = taskq.tasks().await(id, Duration.ofSeconds(10)).orElseThrow();

        assertThat(task.result(Receipt.class)).isEqualTo(new Receipt("R-7"));
        assertThat(taskq.now()).isEqualTo(START);
    }

    @Test
    void aWaitPassesTimeUntilTheTaskIsDueOrTheWaitIsOver() throws InterruptedException {
        long soon = taskq.tasks()
                .submit(SHIP.task(new Ship(1)).delayedBy(Duration.ofSeconds(4)))
                .id();
        long later = taskq.tasks()
                .submit(SHIP.task(new Ship(2)).delayedBy(Duration.ofMinutes(1)))
                .id();

        assertThat(taskq.tasks()
                        .await(soon, Duration.ofSeconds(10))
                        .orElseThrow()
                        .status())
                .isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(taskq.now()).isEqualTo(START.plusSeconds(4));
        assertThat(taskq.tasks()
                        .await(later, Duration.ofSeconds(10))
                        .orElseThrow()
                        .status())
                .isEqualTo(TaskStatus.SCHEDULED);
        assertThat(taskq.now()).isEqualTo(START.plusSeconds(14));
    }

    @Test
    void aHandlerThatWaitsForAnotherTaskIsToldThatItWouldWaitForEver() {
        TaskqTester tester = TaskqTester.builder()
                .handler(tasks -> TaskHandler.of(SHIP, (context, ship) -> {
                    long other = tasks.submit(SHIP.task(new Ship(2))).id();
                    tasks.await(other, SECOND);
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)).withMaxAttempts(1));

        tester.runNext();

        assertThat(tester.submitted(SHIP).list().getFirst().task().error())
                .hasValueSatisfying(
                        error -> assertThat(error).contains("a handler waits for what no attempt but another"));
    }

    @Test
    void aWaitThatNothingEndsIsAnError() {
        TaskqTester tester = TaskqTester.builder().build();
        long id = tester.tasks().submit(SHIP.task(new Ship(1))).id();

        assertThatThrownBy(() -> tester.tasks().await(id, CallDeadline.unbounded()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a caller waits for ever: no task is left that could run");
    }

    @Test
    void aWaitEndsWithAnErrorIfAHandlerSubmitsWithoutEnd() {
        TaskqTester tester = TaskqTester.builder()
                .handler(tasks -> TaskHandler.of(SHIP, (context, ship) -> {
                    tasks.submit(SHIP.task(ship));
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)));
        long other = tester.tasks().submit(NewTask.of("other", "{}")).id();

        assertThatThrownBy(() -> tester.tasks().await(other, SECOND))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("what a caller waits for is not there after 1000 attempts");
    }

    @Test
    void anOperationIsCarriedOut() {
        submit(1);
        submit(2);
        long id = taskq.tasks()
                .startOperation(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType("ship")))
                .id();

        taskq.advance(Duration.ofMinutes(1));

        assertThat(taskq.tasks().findOperation(id).orElseThrow().status()).isEqualTo(OperationStatus.DONE);
    }

    // Faults on demand

    @Test
    void anAttemptFailsOnDemandAndItsHandlerIsNotCalled() {
        taskq.failNext(SHIP, new IllegalStateException("carrier is closed"));
        submit(7);

        taskq.drain();
        assertThat(shop.calls).isEmpty();
        assertThat(taskq.submitted(SHIP)).isScheduledFor(START.plusSeconds(1));
        taskq.advance(SECOND);

        assertThat(shop.calls).containsExactly("7 in attempt 2");
        assertThat(taskq.submitted(SHIP)).hasSucceeded().hasFailedAttempts(AttemptOutcome.FAILED);
    }

    @Test
    void anAttemptTimesOutOnDemandAfterItsTimeOut() {
        taskq.timeOutNext(SHIP);
        taskq.tasks().submit(SHIP.task(new Ship(7)).withTimeout(Duration.ofMinutes(3)));

        taskq.drain();

        assertThat(shop.calls).isEmpty();
        assertThat(taskq.now()).isEqualTo(START.plus(Duration.ofMinutes(3)));
        assertThat(taskq.submitted(SHIP))
                .isScheduledFor(START.plus(Duration.ofMinutes(3)).plusSeconds(1))
                .hasFailedAttempts(AttemptOutcome.TIMED_OUT);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        taskq.advance(SECOND);
        assertThat(taskq.submitted(SHIP)).hasSucceeded();
    }

    @Test
    void aTaskWhoseAgentIsLostRunsAgainAlthoughItsHandlerHadReturned() {
        taskq.loseNext(SHIP);
        submit(7);

        taskq.drain();

        assertThat(shop.calls).containsExactly("7 in attempt 1", "7 in attempt 2");
        assertThat(taskq.submitted(SHIP)).hasSucceeded().hasAttempts(2).hasFailedAttempts(AttemptOutcome.LOST);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(taskq.now()).isEqualTo(START.plusSeconds(1));
    }

    @Test
    void aTaskIsCancelledWhileItRuns() {
        List<Boolean> seen = new ArrayList<>();
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    seen.add(context.isCancelled());
                    Thread.sleep(0);
                    return Outcome.done();
                }))
                .build();
        tester.cancelNext(SHIP);
        tester.tasks().submit(SHIP.task(new Ship(1)));

        tester.drain();

        assertThat(seen).containsExactly(true);
        assertThat(tester.submitted(SHIP)).isCancelled().hasFailedAttempts(AttemptOutcome.CANCELLED);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void faultsStrikeInTheirOrderAndOnlyTheirType() {
        taskq.failNext(Shop.SHIP, new IllegalStateException("first"));
        taskq.loseNext(SHIP);
        taskq.failNext(TaskType.of("other", Ship.class), new IllegalStateException("of another type"));
        submit(7);

        taskq.advance(Duration.ofMinutes(1));

        assertThat(taskq.submitted(SHIP)).hasSucceeded().hasFailedAttempts(AttemptOutcome.FAILED, AttemptOutcome.LOST);
    }

    // Progress and checkpoints

    @Test
    void theNextAttemptGetsTheLastCheckpoint() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    Optional<Ship> last = context.lastCheckpoint(Ship.class);
                    if (last.isEmpty()) {
                        context.progress(0.5, "half");
                        context.checkpoint(new Ship(8));
                        throw new IllegalStateException("half");
                    }
                    return Outcome.done(last.get());
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(1)));

        tester.advance(SECOND);

        assertThat(tester.submitted(SHIP)).hasResult(new Ship(8)).hasAttempts(2);
    }

    @Test
    void theNextAttemptGetsTheCheckpointOfOneThatWasLost() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    Optional<Ship> last = context.lastCheckpoint(Ship.class);
                    context.checkpoint(new Ship(8));
                    return Outcome.done(last.isPresent());
                }))
                .build();
        tester.loseNext(SHIP);
        tester.tasks().submit(SHIP.task(new Ship(1)));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasResult(true).hasFailedAttempts(AttemptOutcome.LOST);
    }

    // Schedules

    @Test
    void aScheduleFiresAtEachOfItsTimes() {
        List<Instant> times = new ArrayList<>();
        List<TaskqTester> testers = new ArrayList<>();
        TaskqTester tester = TaskqTester.builder()
                .startingAt(START)
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    times.add(testers.getFirst().now());
                    return Outcome.done();
                }))
                .build();
        testers.add(tester);
        tester.coordinator()
                .schedules()
                .put(NewSchedule.of("hourly", Recurrence.every(Duration.ofHours(1)), "ship", "{\"order\": 7}"));

        tester.advance(Duration.ofHours(3));

        assertThat(times)
                .containsExactly(
                        START.plus(Duration.ofHours(1)),
                        START.plus(Duration.ofHours(2)),
                        START.plus(Duration.ofHours(3)));
    }

    @Test
    void aScheduleFiresByHand() {
        taskq.coordinator()
                .schedules()
                .put(NewSchedule.of("hourly", Recurrence.every(Duration.ofHours(1)), "ship", "{\"order\": 7}"));

        taskq.coordinator().schedules().runNow("hourly");
        taskq.drain();

        assertThat(taskq.submitted(SHIP)).hasSize(1).hasSucceeded();
        assertThat(taskq.now()).isEqualTo(START);
    }

    @Test
    void aWaitEndsWithAnErrorIfAScheduleFiresWithoutEnd() {
        TaskqTester tester = TaskqTester.builder().build();
        long id = tester.tasks().submit(SHIP.task(new Ship(1))).id();
        tester.coordinator()
                .schedules()
                .put(NewSchedule.of("hourly", Recurrence.every(Duration.ofHours(1)), "ship", "{\"order\": 7}"));

        assertThatThrownBy(() -> tester.tasks().await(id, CallDeadline.unbounded()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a schedule may fire without end");
    }

    // Completions in a transaction of the handler

    @Test
    void aHandlerThatCompletesInATransactionNeedsNoDatabase() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    context.complete(NoConnection.inTransaction(), new Receipt("R-" + ship.order()));
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("rolled back");
                    }
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(7)));

        tester.drain();
        assertThat(tester.submitted(SHIP)).isScheduled();
        tester.advance(SECOND);

        assertThat(tester.submitted(SHIP)).hasResult(new Receipt("R-7")).hasAttempts(2);
    }

    @Test
    void aHandlerCompletesItsTaskOnce() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    context.complete(NoConnection.inTransaction());
                    context.complete(NoConnection.inTransaction());
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(7)).withMaxAttempts(1));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasFailedWith("has completed the task before");
    }

    /** As in production it is thrown in the handler, so the attempt fails and is tried again. */
    @Test
    void aCompletionWithAResultThatCannotBeStoredFailsTheAttempt() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    String number = context.attempt() == 1 ? "x".repeat(Outcome.MOST_RESULT_BYTES) : "R-7";
                    context.complete(NoConnection.inTransaction(), new Receipt(number));
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(7)));

        tester.drain();
        assertThat(tester.submitted(SHIP)).isScheduled();
        tester.advance(SECOND);

        assertThat(tester.submitted(SHIP)).hasResult(new Receipt("R-7")).hasFailedAttempts(AttemptOutcome.FAILED);
    }

    @Test
    void aCompletionIsRefusedInAutoCommitMode() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    context.complete(NoConnection.inAutoCommit());
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(7)).withMaxAttempts(1));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasFailedWith("auto-commit");
    }

    @Test
    void aLossTakesNothingFromACommittedCompletion() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    context.complete(NoConnection.inTransaction(), new Receipt("R-" + context.attempt()));
                    return Outcome.done();
                }))
                .build();
        tester.loseNext(SHIP);
        tester.tasks().submit(SHIP.task(new Ship(7)));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasResult(new Receipt("R-1")).hasAttempts(1);
    }

    @Test
    void aCompletionThatIsRolledBackIsLostWithTheAgent() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    context.complete(NoConnection.inTransaction(), new Receipt("R-" + context.attempt()));
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("rolled back");
                    }
                    return Outcome.done();
                }))
                .build();
        tester.loseNext(SHIP);
        tester.tasks().submit(SHIP.task(new Ship(7)));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasResult(new Receipt("R-2")).hasFailedAttempts(AttemptOutcome.LOST);
    }

    @Test
    void aCheckpointAfterTheCompletionIsRefused() {
        TaskqTester tester = TaskqTester.builder()
                .handler(TaskHandler.of(SHIP, (context, ship) -> {
                    context.complete(NoConnection.inTransaction());
                    context.checkpoint(ship);
                    return Outcome.done();
                }))
                .build();
        tester.tasks().submit(SHIP.task(new Ship(7)).withMaxAttempts(1));

        tester.drain();

        assertThat(tester.submitted(SHIP)).hasFailedWith("make checkpoints before");
    }

    // Submits in a transaction

    @Test
    void codeThatSubmitsInATransactionNeedsNoDatabase() {
        taskq.submitter().submit(SHIP.task(new Ship(1)));
        taskq.submitter().submitAll(List.of(SHIP.task(new Ship(2)), SHIP.task(new Ship(3))));
        taskq.drain();

        assertThat(taskq.submitted(SHIP)).hasSize(3).hasSucceeded();
    }

    // Several tests with one tester

    @Test
    void aTesterThatWasClearedKnowsNoTaskNoScheduleAndNoFault() {
        taskq.submitter().submit(SHIP.task(new Ship(1)).withIdempotencyKey("order"));
        taskq.drain();
        taskq.tasks().submit(SHIP.task(new Ship(2)).delayedBy(SECOND));
        taskq.tasks().pause("ship");
        submit(3);
        taskq.failNext(SHIP, new IllegalStateException("carrier is closed"));
        taskq.coordinator()
                .schedules()
                .put(NewSchedule.of("secondly", Recurrence.every(SECOND), "ship", "{\"order\": 5}"));
        shop.calls.clear();

        taskq.clear();

        assertThat(taskq.submitted(SHIP)).isEmpty();
        assertThat(taskq.advance(Duration.ofMinutes(1))).isZero();
        taskq.tasks().submit(SHIP.task(new Ship(4)).withIdempotencyKey("order"));
        taskq.drain();
        assertThat(shop.calls).containsExactly("4 in attempt 1");
        assertThat(taskq.submitted(SHIP)).hasSize(1).hasSucceeded();
    }

    @Test
    void handlersMayBeMadeAfterTheTester() {
        TaskqTester tester = TaskqTester.builder().build();
        List<TaskHandler<?>> handlers = List.of(shop.shipping());
        try (Agent agent = tester.newAgent(handlers).start()) {
            tester.failNext(SHIP, new IllegalStateException("carrier is closed"));
            tester.tasks().submit(SHIP.task(new Ship(1)));

            assertThat(tester.advance(SECOND)).isEqualTo(2);

            assertThat(tester.submitted(SHIP)).hasSucceeded().hasFailedAttempts(AttemptOutcome.FAILED);
            assertThat(agent.isHealthy()).isTrue();
        }
        assertThatThrownBy(() -> tester.newAgent(handlers))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tester has an agent already");
        assertThatThrownBy(() -> taskq.newAgent(handlers)).isInstanceOf(IllegalStateException.class);
    }

    // Threads

    @Test
    void otherThreadsMaySubmit() throws ExecutionException, InterruptedException {
        FutureTask<Long> submit = new FutureTask<>(() -> submit(7));
        Thread.ofPlatform().start(submit);

        assertThat(submit.get()).isEqualTo(1);
        taskq.drain();
        assertThat(taskq.submitted(SHIP)).hasSucceeded();
    }

    @Test
    void anInterruptedThreadRunsTasksToo() {
        submit(7);
        Thread.currentThread().interrupt();

        assertThat(taskq.drain()).isEqualTo(1);

        Thread.interrupted();
        assertThat(taskq.submitted(SHIP)).hasSucceeded();
    }

    @Test
    void testersKnowNothingOfEachOther() {
        TaskqTesterBuilder builder = TaskqTester.builder().handler(shop.shipping());
        TaskqTester one = builder.build();
        TaskqTester other = builder.build();
        one.tasks().submit(SHIP.task(new Ship(1)));

        assertThat(other.submitted(SHIP)).isEmpty();
        assertThat(other.drain()).isZero();
        assertThat(one.drain()).isEqualTo(1);
    }

    @Test
    void theCoordinatorCanBeClosed() {
        taskq.coordinator().close();

        assertThatThrownBy(() -> submit(1)).isInstanceOf(NotRunningException.class);
    }

    @Test
    void theClockBeginsWithTheMachines() {
        assertThat(Duration.between(TaskqTester.builder().build().now(), Instant.now()))
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theBacklogIsBounded() {
        TaskqTester tester = TaskqTester.builder()
                .config(CoordinatorConfig.DEFAULTS.withBacklogLimit(2))
                .build();
        Tasks tasks = tester.tasks();
        tasks.submit(SHIP.task(new Ship(1)));
        tasks.submit(SHIP.task(new Ship(2)));
        tester.advance(Duration.ofSeconds(2));

        assertThatThrownBy(() -> tasks.submit(SHIP.task(new Ship(3)))).isInstanceOf(BacklogFullException.class);
    }
}
