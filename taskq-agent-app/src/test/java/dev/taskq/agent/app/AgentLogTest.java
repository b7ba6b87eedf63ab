package dev.taskq.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.taskq.NewTask;
import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.Task;
import dev.taskq.TaskContext;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.platform.Platform;
import dev.taskq.testkit.contract.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the messages of an agent's lines say by themselves, with a pattern that shows nothing of the logger context. */
class AgentLogTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration MOST_BETWEEN = Duration.ofMinutes(5);

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final Logger logger =
            ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> reading = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
        }
    };

    private record Nothing() {}

    /** The machine's own, whose time passes faster. */
    private static final class FastPlatform implements Platform {
        private final int factor;
        private final Platform system = Platform.system();

        FastPlatform(int factor) {
            this.factor = factor;
        }

        @Override
        public long nanoTime() {
            return factor * system.nanoTime();
        }

        @Override
        public RandomGenerator random() {
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
            Signal signal = system.newSignal();
            return new Signal() {
                @Override
                public long count() {
                    return signal.count();
                }

                @Override
                public void raise() {
                    signal.raise();
                }

                @Override
                public boolean await(long seen, Duration longest) throws InterruptedException {
                    return signal.await(seen, longest.dividedBy(factor));
                }
            };
        }
    }

    @BeforeEach
    void watchTheLog() {
        reading.start();
        logger.addAppender(reading);
        coordinator.start();
    }

    @AfterEach
    void leaveTheLog() {
        logger.detachAppender(reading);
        coordinator.close();
        store.close();
    }

    private static TaskHandler<Nothing> handler(String type, TaskHandler.Body<Nothing> body, Duration retryAfter) {
        return TaskHandler.of(TaskType.of(type, Nothing.class), body).withRetryPolicy(RetryPolicy.fixed(retryAfter));
    }

    private Agent agent(TaskHandler<Nothing> handler) {
        return agent(handler, Duration.ofSeconds(20), 50);
    }

    private Agent agent(TaskHandler<Nothing> handler, Duration grace, int factor) {
        return Agent.builder(store)
                .handler(handler)
                .config(AgentConfig.DEFAULTS.withGrace(grace))
                .platform(new FastPlatform(factor))
                .build();
    }

    private List<String> linesWith(String part) {
        return lines.stream().filter(line -> line.contains(part)).toList();
    }

    private String failedLine(TaskHandler<Nothing> handler) throws InterruptedException {
        return failedLine(handler, Duration.ofHours(1));
    }

    private String failedLine(TaskHandler<Nothing> handler, Duration timeout) throws InterruptedException {
        try (Agent agent = agent(handler)) {
            agent.start();
            coordinator.submit(
                    NewTask.of(handler.type().name(), "{}").withMaxAttempts(3).withTimeout(timeout));
            Eventually.until(LONG, () -> !linesWith("attempt failed").isEmpty());
        }
        return linesWith("attempt failed").getFirst();
    }

    @Test
    void eachFailureSaysWhichTaskAndAttemptFailedAndWhatIsNext() throws Exception {
        TaskHandler<Nothing> failing = handler(
                "fails",
                (context, params) -> {
                    throw new IllegalStateException("no luck\nsecond line");
                },
                Duration.ZERO);
        Task task;
        try (Agent agent = agent(failing)) {
            agent.start();
            long id = coordinator
                    .submit(NewTask.of("fails", "{}").withMaxAttempts(3))
                    .id();
            task = coordinator.await(id, LONG).orElseThrow();
        }

        String error = " error=java.lang.IllegalStateException: no luck";
        String named = "INFO attempt failed task=" + task.id() + " type=fails ";
        assertThat(linesWith("attempt failed"))
                .containsExactly(
                        named + "attempt=1 failures=1/3 next=\"retry at once\"" + error,
                        named + "attempt=2 failures=2/3 next=\"retry at once\"" + error,
                        named + "attempt=3 failures=3/3 next=\"none, the task has failed\"" + error);
    }

    @Test
    void aFailureSaysWhenTheNextAttemptIs() throws Exception {
        assertThat(failedLine(handler(
                        "fails",
                        (context, params) -> {
                            throw new IllegalStateException("no luck");
                        },
                        Duration.ofMillis(4_250))))
                .contains("next=\"retry in 4.3 s\"");
    }

    @Test
    void aHandlerThatAsksForARetryIsToldOf() throws Exception {
        assertThat(failedLine(handler(
                        "later",
                        (context, params) -> Outcome.retryAfter(Duration.ofMinutes(2), "not yet"),
                        Duration.ZERO)))
                .endsWith("next=\"retry in 120 s\" error=not yet");
    }

    @Test
    void aHandlerThatGivesUpIsToldOf() throws Exception {
        assertThat(failedLine(handler("never", (context, params) -> Outcome.giveUp("no such order"), Duration.ZERO)))
                .endsWith("failures=1/3 next=\"none, the task has failed\" error=no such order");
    }

    @Test
    void aTimeOutIsToldOf() throws Exception {
        assertThat(failedLine(handler("hangs", this::hold, Duration.ofHours(1)), Duration.ofSeconds(30)))
                .endsWith("next=\"retry in 3600 s\" error=timed out after PT30S");
    }

    private Outcome hold(TaskContext context, Nothing params) throws InterruptedException {
        begun.countDown();
        new CountDownLatch(1).await();
        return Outcome.done();
    }

    @Test
    void aStopSaysThatItWaitsAndForWhat() throws Exception {
        try (Agent agent = agent(handler("holds", this::hold, Duration.ZERO))) {
            agent.start();
            coordinator.submit(NewTask.of("holds", "{}"));
            begun.await();
        }

        assertThat(linesWith("stopping, waits for tasks that run number=1 types=[holds]"))
                .hasSizeBetween(2, 4)
                .allMatch(line -> line.startsWith("INFO") && line.contains(" longest=PT"));
        assertThat(linesWith("WARN the grace time is over, interrupts tasks that run number=1 types=[holds]"))
                .hasSize(1);
    }

    /** A grace time may be days: 5, 10, 20 seconds after the line before, and so on, at most five minutes. */
    @Test
    void aStopThatWaitsForLongSaysItLessAndLessOften() throws Exception {
        try (Agent agent = agent(handler("holds", this::hold, Duration.ZERO), Duration.ofMinutes(40), 1_000)) {
            agent.start();
            coordinator.submit(NewTask.of("holds", "{}").withTimeout(Duration.ofHours(10)));
            begun.await();
        }

        List<Duration> left = linesWith("stopping, waits for tasks that run").stream()
                .map(line -> Duration.parse(line.substring(line.indexOf("longest=") + "longest=".length())))
                .toList();
        // Fewer where the machine is busy: then the time between two lines is longer.
        assertThat(left).hasSizeBetween(3, 13);
        Duration pause = Duration.ofSeconds(5);
        for (int i = 1; i < left.size(); i++) {
            assertThat(left.get(i - 1).minus(left.get(i))).isGreaterThanOrEqualTo(pause);
            pause = pause.multipliedBy(2).compareTo(MOST_BETWEEN) < 0 ? pause.multipliedBy(2) : MOST_BETWEEN;
        }
    }

    @Test
    void aStopThatWaitsForNothingSaysNothing() {
        try (Agent agent = agent(handler("holds", this::hold, Duration.ZERO))) {
            agent.start();
        }

        assertThat(linesWith("stopping")).isEmpty();
        assertThat(linesWith("grace")).isEmpty();
    }
}
