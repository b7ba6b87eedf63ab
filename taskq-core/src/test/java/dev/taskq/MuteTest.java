package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a stranger's code throws, its attempt ends, and the only slot of the agent comes back. */
class MuteTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TaskType<Given> NEXT = TaskType.of("next", Given.class);

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final Coordinator coordinator = Coordinator.builder(store).build().start();

    private record Given() {}

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        coordinator.close();
        store.close();
    }

    private void agent(TaskHandler<?>... handlers) {
        agent(Platform.system(), handlers);
    }

    private void agent(Platform platform, TaskHandler<?>... handlers) {
        AgentConfig one = AgentConfig.DEFAULTS.withSlots(1).withGrace(Duration.ofMillis(200));
        open.push(Agent.builder(store)
                .handlers(List.of(handlers))
                .config(one)
                .platform(platform)
                .build()
                .start());
    }

    private static TaskHandler<Given> next() {
        return TaskHandler.of(
                NEXT,
                (context, given) -> Outcome.done(Thread.currentThread().getName() + " "
                        + Thread.currentThread().getPriority()));
    }

    private Task ended(NewTask task) throws InterruptedException {
        Task ended = coordinator.await(coordinator.submit(task).id(), LONG).orElseThrow();
        assertThat(ended.status().isFinal()).as("%s", ended).isTrue();
        return ended;
    }

    private void theSlotIsBack() throws InterruptedException {
        assertThat(ended(NEXT.task(new Given())).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unspeakable", "hostile", "chain", "circle", "long_message", "stack", "memory", "linkage"})
    void whatCannotBeDescribedIsAFailedAttempt(String mode) throws Exception {
        Mute mute = new Mute();
        agent(mute, next());
        Task task = ended(mute.type().task(new Mute.P(mode)));
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error().orElseThrow()).isNotBlank().hasSizeLessThanOrEqualTo(4_000);
        assertThat(task.counts().failures()).isEqualTo(1);
        theSlotIsBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"result_deep", "result_cyclic", "result_unmappable"})
    void aResultThatCanNeverBeStoredFailsForGood(String mode) throws Exception {
        Mute mute = new Mute();
        agent(mute, next());
        Task task = ended(mute.type().task(new Mute.P(mode)).withMaxAttempts(5));
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.attempts()).extracting(Task.Attempt::outcome).containsExactly(AttemptOutcome.GAVE_UP);
        assertThat(task.error().orElseThrow()).startsWith("the result cannot be stored: ");
        theSlotIsBack();
    }

    enum Policy {
        THROWS,
        OVERFLOWS,
        IS_NULL,
        ANSWERS_NULL,
        ANSWERS_THE_PAST,
        ANSWERS_FOR_EVER
    }

    @SuppressWarnings("NullAway") // That is what is tried.
    private static Optional<Duration> nothing() {
        return untrusted(null);
    }

    @SuppressWarnings("NullAway") // That is what is tried.
    private static <T> T untrusted(@Nullable T answer) {
        return answer;
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void aRetryPolicyThatGoesWrongCostsNoSlot(Policy policy) throws Exception {
        TaskType<Given> bad = TaskType.of("bad", Given.class).withMaxAttempts(2);
        agent(
                new TaskHandler<Given>() {
                    @Override
                    public TaskType<Given> type() {
                        return bad;
                    }

                    @Override
                    public Outcome handle(TaskContext context, Given params) {
                        throw new IllegalStateException("no");
                    }

                    @Override
                    public RetryPolicy retryPolicy() {
                        return switch (policy) {
                            case THROWS -> throw new IllegalStateException("no policy");
                            case OVERFLOWS -> throw new StackOverflowError("no policy");
                            case IS_NULL -> untrusted(null);
                            case ANSWERS_NULL -> (failures, random) -> nothing();
                            case ANSWERS_THE_PAST -> (failures, random) -> Optional.of(Duration.ofSeconds(-5));
                            case ANSWERS_FOR_EVER ->
                                (failures, random) -> Optional.of(Duration.ofSeconds(Long.MAX_VALUE));
                        };
                    }
                },
                next());
        long id = coordinator.submit(bad.task(new Given())).id();
        Await.until(() -> coordinator.find(id).orElseThrow().counts().failures() >= 1);
        Task task = coordinator.find(id).orElseThrow();
        assertThat(task.attempts().get(0).outcome()).isEqualTo(AttemptOutcome.FAILED);
        assertThat(task.error().orElseThrow()).startsWith("java.lang.IllegalStateException: no\n\tat ");
        theSlotIsBack();
    }

    @Test
    void aReasonThatIsMissingIsNoReasonToLoseTheSlot() throws Exception {
        TaskType<Given> bad = TaskType.of("bad", Given.class);
        agent(TaskHandler.of(bad, (context, given) -> Outcome.giveUp(untrusted(null))), next());
        assertThat(ended(bad.task(new Given())).error()).contains("no reason was given");
        theSlotIsBack();
    }

    @Test
    void anEndThatCannotBeHandedOverNowIsHandedOverSoon() throws Exception {
        AtomicInteger failing = new AtomicInteger();
        TaskType<Given> bad = TaskType.of("bad", Given.class).withMaxAttempts(1);
        agent(
                shortOfMemory(failing),
                TaskHandler.of(bad, (context, given) -> {
                    failing.set(2);
                    throw new IllegalStateException("no");
                }),
                next());
        Task task = ended(bad.task(new Given()));
        assertThat(failing).hasValue(0);
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error()).contains("the attempt's end could not be described");
        theSlotIsBack();
    }

    /** The machine, which has no memory left for some draws of chance. */
    private static Platform shortOfMemory(AtomicInteger failing) {
        Platform system = Platform.system();
        return new Platform() {
            @Override
            public long nanoTime() {
                return system.nanoTime();
            }

            @Override
            public RandomGenerator random() {
                // Others draw, too: only those that end an attempt are short of it.
                boolean ends = StackWalker.getInstance()
                        .walk(frames ->
                                frames.anyMatch(frame -> frame.getClassName().endsWith(".AttemptEnds")));
                if (ends && failing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new OutOfMemoryError("none left");
                }
                return system.random();
            }

            @Override
            public Worker spawn(String name, ThreadKind kind, Runnable body) {
                return system.spawn(name, kind, body);
            }

            @Override
            public Worker current() {
                return system.current();
            }

            @Override
            public Signal newSignal() {
                return system.newSignal();
            }
        };
    }

    @SuppressWarnings("ThreadPriorityCheck") // That is what is tried.
    @Test
    void theNextTaskFindsTheThreadAsItWas() throws Exception {
        TaskType<Given> bad = TaskType.of("bad", Given.class);
        AtomicReference<Thread> worker = new AtomicReference<>();
        TaskType<Given> tells = TaskType.of("tells", Given.class);
        agent(
                TaskHandler.of(bad, (context, given) -> {
                    Thread thread = Thread.currentThread();
                    worker.set(thread);
                    thread.setName("renamed");
                    thread.setPriority(Thread.MIN_PRIORITY);
                    thread.setContextClassLoader(null);
                    thread.interrupt();
                    return Outcome.done();
                }),
                TaskHandler.of(
                        tells,
                        (context, given) -> Outcome.done(List.of(
                                Thread.currentThread().getName(),
                                Thread.currentThread().getPriority(),
                                Thread.currentThread().getContextClassLoader() != null,
                                Thread.currentThread().isInterrupted()))));
        Task before = ended(tells.task(new Given()));
        ended(bad.task(new Given()));
        assertThat(ended(tells.task(new Given())).result()).isEqualTo(before.result());
        // A timer that a handler left behind may know the thread still.
        Await.until(() -> worker.get().getState() == Thread.State.TIMED_WAITING);
        worker.get().interrupt();
        assertThat(ended(tells.task(new Given())).result()).isEqualTo(before.result());
    }

    @Test
    void aCancelledTaskShowsNoErrorAndNoFailure() throws Exception {
        TaskType<Given> waits = TaskType.of("waits", Given.class);
        AtomicReference<Thread> begun = new AtomicReference<>();
        agent(TaskHandler.of(waits, (context, given) -> {
            begun.set(Thread.currentThread());
            new CountDownLatch(1).await();
            return Outcome.done();
        }));
        long id = coordinator.submit(waits.task(new Given())).id();
        Await.until(() -> begun.get() != null);
        coordinator.cancel(id);
        Task task = coordinator.await(id, LONG).orElseThrow();
        assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(task.error()).isEmpty();
        assertThat(task.counts().failures()).isZero();
        assertThat(task.attempts()).extracting(Task.Attempt::outcome).containsExactly(AttemptOutcome.CANCELLED);
    }
}
