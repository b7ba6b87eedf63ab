package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.ErrorLines;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A task's whole life through a coordinator and agents with real threads, on the ports in memory. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class MainPathTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final TaskType<Given> NUMBER = TaskType.of("number", Given.class);

    @Parameter
    boolean withQueue;

    private final StorePort store = new InMemoryTaskStore();
    private final QueuePort memoryQueue = new InMemoryTaskQueue();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private record Given(int value) {}

    private record Twice(int twice) {}

    private QueuePort queue() {
        return withQueue ? memoryQueue : QueuePort.none();
    }

    private Coordinator coordinator() {
        return coordinator(CoordinatorConfig.DEFAULTS);
    }

    private Coordinator coordinator(CoordinatorConfig config) {
        Coordinator coordinator =
                Coordinator.builder(store).queue(queue()).config(config).build().start();
        open.push(coordinator);
        return coordinator;
    }

    private Agent agent(String name, TaskHandler<?>... handlers) {
        Agent agent = Agent.builder(store)
                .queue(queue())
                .handlers(List.of(handlers))
                .config(AgentConfig.DEFAULTS.withName(name).withSlots(8).withGrace(Duration.ofMillis(200)))
                .build()
                .start();
        open.push(agent);
        return agent;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        store.close();
    }

    /** Counts attempts that began. An attempt that times out before a busy machine starts its handler is released. */
    private static List<AttemptOutcome> outcomes(Task task) {
        return task.attempts().stream()
                .map(Task.Attempt::outcome)
                .filter(outcome -> outcome != AttemptOutcome.RELEASED)
                .toList();
    }

    private static TaskHandler<Given> doubling() {
        return TaskHandler.of(NUMBER, (context, number) -> Outcome.done(new Twice(2 * number.value())));
    }

    private static Task ended(Coordinator coordinator, long id) throws InterruptedException {
        Task task = coordinator.await(id, LONG).orElseThrow();
        assertThat(task.status().isFinal()).as("%s", task).isTrue();
        return task;
    }

    @Test
    void taskGoesFromSubmitToResult() throws Exception {
        Coordinator coordinator = coordinator();
        agent("a", doubling());
        Submitted submitted = coordinator.submit(NUMBER.task(new Given(21)));
        assertThat(submitted.status()).isEqualTo(TaskStatus.QUEUED);
        Task task = ended(coordinator, submitted.id());
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.result()).contains("{\"twice\":42}");
        assertThat(task.agent()).contains("a");
        assertThat(task.counts()).isEqualTo(new Task.Counts(1, 0, 0, 0));
        assertThat(task.origin().correlationId()).hasSize(32);
    }

    @Test
    void manyTasksRunOnceEachOnSeveralAgents() throws Exception {
        Coordinator coordinator = coordinator();
        Set<Integer> seen = ConcurrentHashMap.newKeySet();
        List<Integer> again = new CopyOnWriteArrayList<>();
        TaskHandler<Given> once = TaskHandler.of(NUMBER, (context, number) -> {
            if (!seen.add(number.value())) {
                again.add(number.value());
            }
            return Outcome.done();
        });
        agent("a", once);
        agent("b", once);
        agent("c", once);
        List<Submitted> submitted = new ArrayList<>();
        for (int batch = 0; batch < 10; batch++) {
            int base = 300 * batch;
            submitted.addAll(coordinator.submitAll(IntStream.range(base, base + 300)
                    .mapToObj(value -> NUMBER.task(new Given(value)))
                    .toList()));
        }
        for (Submitted one : submitted) {
            assertThat(ended(coordinator, one.id()).status()).isEqualTo(TaskStatus.SUCCEEDED);
        }
        assertThat(seen).hasSize(3_000);
        assertThat(again).isEmpty();
    }

    @Test
    void failedAttemptsAreTriedAgainAndKept() throws Exception {
        Coordinator coordinator = coordinator();
        TaskHandler<Given> failsTwice = TaskHandler.of(NUMBER, (context, number) -> {
                    if (context.attempt() < 3) {
                        throw new IllegalStateException("attempt " + context.attempt());
                    }
                    return Outcome.done(context.key());
                })
                .withRetryPolicy(RetryPolicy.fixed(Duration.ofMillis(5)));
        agent("a", failsTwice);
        long id = coordinator.submit(NUMBER.task(new Given(1))).id();
        Task task = ended(coordinator, id);
        assertThat(task.result()).contains("\"taskq-" + id + "\"");
        assertThat(task.counts()).isEqualTo(new Task.Counts(3, 2, 0, 0));
        assertThat(task.attempts())
                .extracting(
                        Task.Attempt::attempt,
                        Task.Attempt::outcome,
                        attempt -> attempt.error().map(ErrorLines::first))
                .containsExactly(
                        tuple(1, AttemptOutcome.FAILED, Optional.of("java.lang.IllegalStateException: attempt 1")),
                        tuple(2, AttemptOutcome.FAILED, Optional.of("java.lang.IllegalStateException: attempt 2")));
    }

    enum Misdeed {
        THROWS,
        THROWS_AN_ERROR,
        RETURNS_NULL,
        RETURNS_TOO_MUCH,
        RETURNS_WHAT_GROWS,
        GIVES_UP,
        ASKS_FOR_LATER
    }

    private static @Nullable Outcome commit(Misdeed misdeed) {
        return switch (misdeed) {
            case THROWS -> throw new IllegalArgumentException("no");
            case THROWS_AN_ERROR -> throw new StackOverflowError("no");
            case RETURNS_NULL -> null;
            case RETURNS_TOO_MUCH -> Outcome.done("x".repeat(70_000));
            // 8 kB as it is sent, 308 kB as a database gives it back.
            case RETURNS_WHAT_GROWS -> Outcome.done(Collections.nCopies(1_000, 1e307));
            case GIVES_UP -> Outcome.giveUp("no");
            case ASKS_FOR_LATER -> Outcome.retryAfter(Duration.ofMillis(1), "no");
        };
    }

    @SuppressWarnings("NullAway") // That is what is tried here.
    private static Outcome untrusted(@Nullable Outcome answer) {
        return answer;
    }

    @ParameterizedTest
    @EnumSource(Misdeed.class)
    void aHandlerThatGoesWrongIsAFailedAttemptAndItsThreadGoesOn(Misdeed misdeed) throws Exception {
        Coordinator coordinator = coordinator();
        TaskType<Given> bad = TaskType.of("bad", Given.class).withMaxAttempts(2);
        TaskHandler<Given> wrong = new TaskHandler<>() {
            @Override
            public TaskType<Given> type() {
                return bad;
            }

            @Override
            public Outcome handle(TaskContext context, Given number) {
                // A handler need not be null-marked: what it answers is not to be relied on.
                return untrusted(commit(misdeed));
            }

            @Override
            public RetryPolicy retryPolicy() {
                return RetryPolicy.fixed(Duration.ofMillis(1));
            }
        };
        agent("a", wrong, doubling());
        Task task =
                ended(coordinator, coordinator.submit(bad.task(new Given(1))).id());
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error()).isPresent();
        boolean forGood = Set.of(Misdeed.GIVES_UP, Misdeed.RETURNS_TOO_MUCH, Misdeed.RETURNS_WHAT_GROWS)
                .contains(misdeed);
        assertThat(task.counts().failures()).isEqualTo(forGood ? 1 : 2);
        Task next =
                ended(coordinator, coordinator.submit(NUMBER.task(new Given(4))).id());
        assertThat(next.status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void paramsThatDoNotFitTheHandlerFail() throws Exception {
        Coordinator coordinator = coordinator();
        agent("a", doubling());
        long id = coordinator
                .submit(NewTask.of("number", "{\"value\":1,\"valeu\":1}").withMaxAttempts(1))
                .id();
        assertThat(ended(coordinator, id).error().orElseThrow())
                .startsWith("the params do not fit: /params/valeu is not a known field");
    }

    @Test
    void scheduledTaskRunsWhenItIsDueAndNotBefore() throws Exception {
        Coordinator coordinator = coordinator();
        agent("a", doubling());
        Submitted submitted = coordinator.submit(NUMBER.task(new Given(1)).delayedBy(Duration.ofMillis(300)));
        assertThat(submitted.status()).isEqualTo(TaskStatus.SCHEDULED);
        Task task = ended(coordinator, submitted.id());
        Duration waited = Duration.between(
                task.times().createdAt(), task.times().startedAt().orElseThrow());
        assertThat(waited).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void timeOutInterruptsAndCountsAsAFailure() throws Exception {
        Coordinator coordinator = coordinator();
        CountDownLatch interrupted = new CountDownLatch(1);
        agent("a", TaskHandler.of(NUMBER, (context, number) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return Outcome.done();
        }));
        long id = coordinator
                .submit(NUMBER.task(new Given(1)).withMaxAttempts(1).withTimeout(Duration.ofMillis(50)))
                .id();
        Task task = ended(coordinator, id);
        assertThat(interrupted.getCount()).isZero();
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error()).contains("timed out after PT0.05S");
        assertThat(outcomes(task)).containsExactly(AttemptOutcome.TIMED_OUT);
    }

    @Test
    void handlerThatIgnoresItsInterruptionIsWrittenOffAndReplaced() throws Exception {
        Coordinator coordinator = coordinator();
        CountDownLatch mayEnd = new CountDownLatch(1);
        TaskType<Given> hangs = TaskType.of("hangs", Given.class);
        Agent agent = agent("a", doubling(), TaskHandler.of(hangs, (context, number) -> {
            while (mayEnd.getCount() > 0) {
                try {
                    mayEnd.await();
                } catch (InterruptedException e) {
                    // Deaf, as some handlers are.
                }
            }
            return Outcome.done();
        }));
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(coordinator
                    .submit(hangs.task(new Given(i)).withMaxAttempts(1).withTimeout(Duration.ofMillis(20)))
                    .id());
        }
        for (long id : ids) {
            assertThat(outcomes(ended(coordinator, id))).containsExactly(AttemptOutcome.TIMED_OUT);
        }
        Task next =
                ended(coordinator, coordinator.submit(NUMBER.task(new Given(4))).id());
        assertThat(next.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(agent.isHealthy()).isTrue();
        mayEnd.countDown();
    }

    @Test
    void cancelReachesARunningHandler() throws Exception {
        Coordinator coordinator = coordinator();
        CountDownLatch begun = new CountDownLatch(1);
        agent("a", TaskHandler.of(NUMBER, (context, number) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.done();
        }));
        long id = coordinator.submit(NUMBER.task(new Given(1))).id();
        begun.await();
        assertThat(coordinator.cancel(id)).isInstanceOf(CancelResult.Requested.class);
        assertThat(ended(coordinator, id).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(coordinator.cancel(id)).isInstanceOf(CancelResult.AlreadyFinal.class);
    }

    @Test
    void cancelledBeforeItRanNeverRunsUntilItIsRetriedByHand() throws Exception {
        Coordinator coordinator = coordinator();
        long id = coordinator.submit(NUMBER.task(new Given(5))).id();
        assertThat(coordinator.cancel(id)).isInstanceOf(CancelResult.Cancelled.class);
        assertThat(coordinator.cancel(id + 1)).isInstanceOf(CancelResult.NotFound.class);
        agent("a", doubling());
        assertThat(coordinator.retry(id, OptionalInt.of(7))).isInstanceOf(RetryResult.Refused.class);
        assertThat(coordinator.retry(id, OptionalInt.of(0))).isInstanceOf(RetryResult.Requeued.class);
        Task task = ended(coordinator, id);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.counts().attempt()).isEqualTo(1);
    }

    @Test
    void agentThatStopsHandsBackWhatItCannotFinish() throws Exception {
        Coordinator coordinator = coordinator();
        CountDownLatch begun = new CountDownLatch(1);
        Agent first = agent("first", TaskHandler.of(NUMBER, (context, number) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return Outcome.done();
        }));
        long id = coordinator.submit(NUMBER.task(new Given(3))).id();
        begun.await();
        first.close();
        Task released = coordinator.find(id).orElseThrow();
        assertThat(released.status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(released.counts()).isEqualTo(new Task.Counts(1, 0, 0, 1));
        agent("second", doubling());
        Task task = ended(coordinator, id);
        assertThat(task.result()).contains("{\"twice\":6}");
        assertThat(task.agent()).contains("second");
        assertThat(store.sessions().all().sessions())
                .extracting(session -> session.spec().name())
                .doesNotContain("first");
    }

    @Test
    void agentThatStopsLetsHandlersFinish() throws Exception {
        Coordinator coordinator = coordinator();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Agent agent = Agent.builder(store)
                .queue(queue())
                .handler(TaskHandler.of(NUMBER, (context, number) -> {
                    begun.countDown();
                    mayEnd.await();
                    return Outcome.done();
                }))
                .build()
                .start();
        long id = coordinator.submit(NUMBER.task(new Given(3))).id();
        begun.await();
        Thread closing = Thread.ofPlatform().start(agent::close);
        mayEnd.countDown();
        closing.join();
        assertThat(coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void sameKeyIsTheSameTask() throws Exception {
        Coordinator coordinator = coordinator();
        NewTask task = NUMBER.task(new Given(1)).withIdempotencyKey("order-7");
        Submitted first = coordinator.submit(task);
        Submitted second =
                coordinator.submit(NewTask.of("number", "{ \"value\" : 1.0 }").withIdempotencyKey("order-7"));
        assertThat(first.replayed()).isFalse();
        assertThat(second).isEqualTo(new Submitted(first.id(), TaskStatus.QUEUED, true, first.warning()));
        assertThatThrownBy(() -> coordinator.submit(NUMBER.task(new Given(2)).withIdempotencyKey("order-7")))
                .isInstanceOf(KeyConflictException.class);
    }

    @Test
    void backlogLimitRefusesOnceTheCountIsKnown() throws Exception {
        Coordinator coordinator = coordinator(CoordinatorConfig.DEFAULTS.withBacklogLimit(10));
        int accepted = 0;
        BacklogFullException refused = null;
        while (refused == null) {
            try {
                coordinator.submit(NUMBER.task(new Given(1)));
                accepted++;
            } catch (BacklogFullException e) {
                refused = e;
            }
        }
        assertThat(accepted).isGreaterThanOrEqualTo(10);
        assertThat(refused.type()).isEqualTo("number");
        assertThat(refused.limit()).isEqualTo(10);
    }

    @Test
    void batchIsAcceptedOrRefusedAsOne() {
        Coordinator coordinator = coordinator();
        assertThatThrownBy(() -> coordinator.submitAll(List.of(
                        NUMBER.task(new Given(1)), NewTask.of("number", "[]"), NewTask.of("number", "{\"a\":1e999}"))))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations())
                                .extracting(TaskRejectedException.Violation::pointer)
                                .containsExactly("/tasks/1/params", "/tasks/2/params/a"));
        assertThat(coordinator.list(TaskFilter.ALL, Optional.empty(), 10).tasks())
                .isEmpty();
    }

    @Test
    void handlersOnVirtualThreadsRunAsManyAsThereAreSlots() throws Exception {
        Coordinator coordinator = coordinator();
        CountDownLatch all = new CountDownLatch(8);
        TaskHandler<Given> waits = TaskHandler.of(NUMBER, (context, number) -> {
                    all.countDown();
                    all.await();
                    return Outcome.done(Thread.currentThread().isVirtual());
                })
                .withThreads(TaskHandler.Threads.VIRTUAL);
        agent("a", waits);
        for (Submitted one : coordinator.submitAll(
                IntStream.range(0, 8).mapToObj(i -> NUMBER.task(new Given(i))).toList())) {
            assertThat(ended(coordinator, one.id()).result()).contains("true");
        }
    }

    @Test
    void oneOfSeveralCoordinatorsLeadsAndAnotherTakesOver() {
        Coordinator first = coordinator();
        Await.until(first::leads);
        Coordinator second = coordinator(CoordinatorConfig.DEFAULTS.withName("second"));
        assertThat(second.leads()).isFalse();
        first.close();
        Await.until(second::leads);
    }

    @Test
    void coordinatorThatIsNotStartedSaysSo() {
        Coordinator coordinator = Coordinator.builder(store).queue(queue()).build();
        assertThatThrownBy(() -> coordinator.submit(NUMBER.task(new Given(1))))
                .isInstanceOfSatisfying(
                        NotRunningException.class,
                        e -> assertThat(e.repeatingHelps()).isFalse())
                .hasMessageContaining("call its start() first");
        coordinator.close();
        assertThatThrownBy(() -> coordinator.cancel(1)).hasMessageContaining("the coordinator is closed");
    }

    @Test
    void whatIsClosedStaysClosed() {
        Coordinator coordinator = coordinator();
        coordinator.close();
        coordinator.close();
        assertThatThrownBy(() -> coordinator.submit(NUMBER.task(new Given(1))))
                .isInstanceOf(NotRunningException.class)
                .hasMessageContaining("the coordinator is closed");
        assertThatThrownBy(coordinator::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Agent.builder(store)
                        .queue(queue())
                        .handler(doubling())
                        .handler(doubling())
                        .build())
                .hasMessageContaining("two handlers for type number");
    }
}
