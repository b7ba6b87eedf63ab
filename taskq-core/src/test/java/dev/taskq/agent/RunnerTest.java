package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Await;
import dev.taskq.Outcome;
import dev.taskq.Task.Counts;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.AgentFixture.Work;
import dev.taskq.agent.Execution.StopReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Threads for handlers, and what is told of how they end. */
class RunnerTest {
    private static final int SLOTS = 2;
    private static final Duration LONG = Duration.ofMinutes(2);

    private final AgentFixture agent = new AgentFixture(SLOTS);
    private final RecordedEnds ends = new RecordedEnds();
    private final Runner runner = agent.runner(ends);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<String> threads = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        goOn.countDown();
        runner.close();
    }

    /** What the runner tells, as text: how, of which task, and with what. */
    private static final class RecordedEnds implements Runner.Ended {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final AtomicBoolean throwsOnce = new AtomicBoolean();

        @Override
        public void returned(Execution execution, Answer answer) {
            if (throwsOnce.getAndSet(false)) {
                throw new IllegalStateException("cannot be reported");
            }
            told.add("returned " + execution.taskId() + " " + answer.outcome());
        }

        @Override
        public void threw(Execution execution, Thrown failure) {
            told.add("threw " + execution.taskId() + " " + failure.kind() + " " + failure.text());
        }

        @Override
        public void neverBegan(Execution execution) {
            told.add("never began " + execution.taskId());
        }

        @Override
        public void broke(Execution execution) {
            told.add("broke " + execution.taskId());
        }
    }

    private static TaskHandler<Work> handler(TaskHandler.Body<Work> body) {
        return TaskHandler.of(AgentFixture.WORK, body);
    }

    /** Runs until the test lets it go on. */
    private Outcome hold(TaskContext context, Work work) throws InterruptedException {
        threads.add(Thread.currentThread().getName());
        goOn.await();
        return Outcome.done();
    }

    /** Runs until the test lets it go on, whatever interrupts it. */
    private Outcome holdStubbornly(TaskContext context, Work work) {
        threads.add(Thread.currentThread().getName());
        while (true) {
            try {
                goOn.await();
                return Outcome.done();
            } catch (InterruptedException e) {
                // It does not come back for that.
            }
        }
    }

    private void run(long id, TaskHandler.Body<Work> body) {
        runner.run(List.of(agent.execution(id, handler(body))));
    }

    private void awaitAllOver(int number) {
        Await.until(() -> ends.told.size() == number && agent.slots.free() == SLOTS);
    }

    // How a handler ends

    @Test
    void outcomeIsToldAndTheSlotIsFreeAfterwards() {
        run(1, (context, work) -> Outcome.done(work.n()));

        awaitAllOver(1);
        assertThat(ends.told).containsExactly("returned 1 " + Outcome.done(1));
    }

    @Test
    void handlerIsGivenTheTaskAndItsParams() {
        AtomicInteger n = new AtomicInteger();
        AtomicInteger attempt = new AtomicInteger();

        run(1, (context, work) -> {
            n.set(work.n());
            attempt.set(context.attempt());
            return Outcome.done();
        });

        awaitAllOver(1);
        assertThat(n).hasValue(1);
        assertThat(attempt).hasValue(1);
    }

    @Test
    void failureIsTold() {
        run(1, (context, work) -> {
            throw new IllegalStateException("no luck");
        });

        awaitAllOver(1);
        assertThat(ends.told).containsExactly("threw 1 HANDLER java.lang.IllegalStateException: no luck");
    }

    @Test
    void errorIsAFailureAndItsThreadGoesOn() {
        run(1, (context, work) -> {
            threads.add(Thread.currentThread().getName());
            throw new StackOverflowError();
        });
        awaitAllOver(1);
        run(2, this::quick);

        awaitAllOver(2);
        assertThat(ends.told.getFirst()).startsWith("threw 1 HANDLER");
        assertThat(threads).hasSize(2).containsOnly("test-worker-1");
    }

    private Outcome quick(TaskContext context, Work work) {
        threads.add(Thread.currentThread().getName());
        return Outcome.done();
    }

    @Test
    void paramsThatDoNotFitFailTheAttemptWithoutACall() {
        AtomicBoolean called = new AtomicBoolean();
        TaskHandler<Work> handler = handler((context, work) -> {
            called.set(true);
            return Outcome.done();
        });

        runner.run(List.of(agent.execution(1, new Counts(1, 0, 0, 0), "{\"n\": \"seven\"}", handler)));

        awaitAllOver(1);
        assertThat(ends.told.getFirst()).startsWith("threw 1 PARAMS");
        assertThat(called).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway") // A handler in another language may do so.
    void missingOutcomeIsAFailure() {
        run(1, (context, work) -> null);

        awaitAllOver(1);
        assertThat(ends.told.getFirst()).contains("the handler returned null instead of an outcome");
    }

    @Test
    void interruptionOfAStoppedHandlerIsToldAsSuch() {
        Execution execution = agent.execution(1, handler(this::hold));
        runner.run(List.of(execution));
        Await.until(() -> !threads.isEmpty());

        execution.stop(StopReason.CANCELLED);

        awaitAllOver(1);
        assertThat(ends.told.getFirst()).startsWith("threw 1 INTERRUPTION");
    }

    @Test
    void whatWasStoppedBeforeItBeganIsNotRun() {
        Execution execution = agent.execution(1, handler(this::quick));
        execution.stop(StopReason.LOST);

        runner.run(List.of(execution));

        awaitAllOver(1);
        assertThat(ends.told).containsExactly("never began 1");
        assertThat(threads).isEmpty();
    }

    @Test
    void endThatCannotBeToldCostsNeitherSlotNorThread() {
        ends.throwsOnce.set(true);
        run(1, this::quick);
        awaitAllOver(1);
        run(2, this::quick);

        awaitAllOver(2);
        assertThat(ends.told).containsExactly("broke 1", "returned 2 " + Outcome.done());
        assertThat(threads).hasSize(2).containsOnly("test-worker-1");
    }

    /** A handler that ended may have been interrupted when it was over. */
    @Test
    void lateInterruptionDoesNotReachTheNextTaskOfTheThread() {
        AtomicBoolean interrupted = new AtomicBoolean();
        run(1, (context, work) -> {
            Thread.currentThread().interrupt();
            return Outcome.done();
        });
        awaitAllOver(1);
        run(2, (context, work) -> {
            interrupted.set(Thread.currentThread().isInterrupted());
            return quick(context, work);
        });

        awaitAllOver(2);
        assertThat(interrupted).isFalse();
        assertThat(threads).containsExactly("test-worker-1");
    }

    @Test
    void nameThatAHandlerGaveItsThreadIsTakenBack() {
        run(1, (context, work) -> {
            Thread.currentThread().setName("mine");
            return Outcome.done();
        });
        awaitAllOver(1);
        run(2, this::quick);

        awaitAllOver(2);
        assertThat(threads).containsExactly("test-worker-1");
    }

    // Threads

    @Test
    void noMoreRunAtATimeThanThereAreSlots() {
        for (int id = 1; id <= SLOTS + 1; id++) {
            run(id, this::hold);
        }
        Await.until(() -> threads.size() == SLOTS);
        assertThat(agent.platform.spawned()).hasSize(SLOTS);

        goOn.countDown();

        Await.until(() -> ends.told.size() == SLOTS + 1);
        assertThat(agent.platform.spawned()).containsExactly("test-worker-1", "test-worker-2");
    }

    /** A thread that is woken or made wakes or makes the next one, and each handler here waits for all others. */
    @Test
    void allThatComeTogetherBeginWhereThereAreSlots() {
        int many = 32;
        AgentFixture large = new AgentFixture(many);
        RecordedEnds ended = new RecordedEnds();
        Runner runs = large.runner(ended);
        for (int round = 1; round <= 20; round++) {
            CountDownLatch begun = new CountDownLatch(many);
            List<Execution> together = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                together.add(large.execution(round * many + i, handler((context, work) -> {
                    begun.countDown();
                    begun.await();
                    return Outcome.done();
                })));
            }
            runs.run(together);
            int over = round * many;
            Await.until(() -> ended.told.size() == over && large.slots.free() == many);
        }
        runs.close();

        assertThat(large.platform.spawned()).hasSizeLessThanOrEqualTo(many);
    }

    @Test
    void threadThatCannotMakeTheNextOneRunsWhatWaits() {
        run(1, this::quick);
        awaitAllOver(1);
        agent.platform.exhaust(true);

        runner.run(List.of(agent.execution(2, handler(this::quick)), agent.execution(3, handler(this::quick))));

        awaitAllOver(3);
        agent.platform.exhaust(false);
    }

    @Test
    void handlerThatWantsAVirtualThreadGetsOneOfItsOwn() {
        AtomicBoolean virtual = new AtomicBoolean();
        TaskHandler<Work> handler = new TaskHandler<>() {
            @Override
            public TaskType<Work> type() {
                return AgentFixture.WORK;
            }

            @Override
            public Outcome handle(TaskContext context, Work work) {
                virtual.set(Thread.currentThread().isVirtual());
                return Outcome.done();
            }

            @Override
            public Threads threads() {
                return Threads.VIRTUAL;
            }
        };

        runner.run(List.of(agent.execution(7, handler)));

        awaitAllOver(1);
        assertThat(virtual).isTrue();
        assertThat(agent.platform.spawned()).containsExactly("test-task-7");
    }

    @Test
    void threadThatCannotBeMadeIsMadeForTheNextTask() {
        agent.platform.exhaust(true);
        Execution first = agent.execution(1, handler(this::quick));
        assertThatThrownBy(() -> runner.run(List.of(first))).isInstanceOf(OutOfMemoryError.class);

        agent.platform.exhaust(false);
        run(2, this::quick);

        awaitAllOver(2);
    }

    @Test
    void whatHasNotBegunIsWithdrawnAndItsSlotIsFree() {
        for (int id = 1; id <= SLOTS; id++) {
            run(id, this::hold);
        }
        Await.until(() -> threads.size() == SLOTS);
        run(9, this::hold);

        assertThat(runner.withdraw()).extracting(Execution::taskId).containsExactly(9L);

        assertThat(agent.slots.free()).isZero();
        goOn.countDown();
        awaitAllOver(SLOTS);
        assertThat(threads).hasSize(SLOTS);
    }

    @Test
    void threadThatIsWrittenOffIsReplacedAndItsSlotIsFree() {
        Execution stuck = agent.execution(1, handler(this::holdStubbornly));
        runner.run(List.of(stuck));
        run(2, this::holdStubbornly);
        Await.until(() -> threads.size() == SLOTS);

        runner.writeOff(stuck);
        assertThat(runner.stuck()).isEqualTo(1);
        assertThat(agent.slots.free()).isEqualTo(1);
        run(3, this::quick);

        Await.until(() -> ends.told.size() == 1);
        assertThat(ends.told.getFirst()).startsWith("returned 3");
        assertThat(threads).endsWith("test-worker-3");
    }

    @Test
    void threadThatComesBackAfterAllGivesNoSecondSlot() {
        Execution stuck = agent.execution(1, handler(this::holdStubbornly));
        runner.run(List.of(stuck));
        Await.until(() -> threads.size() == 1);
        runner.writeOff(stuck);
        runner.writeOff(stuck);
        assertThat(runner.stuck()).isEqualTo(1);
        assertThat(agent.slots.free()).isEqualTo(SLOTS);

        goOn.countDown();

        Await.until(() -> runner.stuck() == 0);
        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(ends.told).hasSize(1);
    }

    @Test
    void closedRunnerRunsWhatWaitsAndEndsItsThreads() throws Exception {
        for (int id = 1; id <= SLOTS + 1; id++) {
            run(id, this::holdStubbornly);
        }
        Await.until(() -> threads.size() == SLOTS);

        runner.close();
        goOn.countDown();

        Await.until(() -> ends.told.size() == SLOTS + 1);
        assertThat(agent.platform.join(LONG)).isTrue();
    }

    @Test
    void timeThatAHandlerRanIsMeasured() {
        run(1, (context, work) -> {
            agent.platform.pass(Duration.ofSeconds(3));
            return Outcome.done();
        });

        awaitAllOver(1);
        assertThat(agent.meters.get("taskq.run").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
    }
}
