package dev.taskq.agent.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import dev.taskq.Outcome;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.app.BoundedLogEncoder;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/** What handlers throw, and what loggers throw, with the logger that the applications have. */
class FailuresInTheLogTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final TaskType<Given> FAILS =
            TaskType.of("fails", Given.class).withMaxAttempts(1);
    private static final TaskType<Given> NEXT = TaskType.of("next", Given.class);

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger tasks = context.getLogger("dev.taskq.tasks");
    private final BoundedLogEncoder encoder = new BoundedLogEncoder();
    private final List<byte[]> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> encoding = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(encoder.encode(event));
        }
    };
    private final TurboFilter broken = new TurboFilter() {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                @Nullable Object @Nullable [] params,
                @Nullable Throwable t) {
            if (logger.getName().startsWith("dev.taskq.tasks.")) {
                throw new IllegalStateException("the logger is broken");
            }
            return FilterReply.NEUTRAL;
        }
    };

    private record Given(String way) {}

    @BeforeEach
    void watchTheLog() {
        encoder.setContext(context);
        encoder.start();
        encoding.setContext(context);
        encoding.start();
        tasks.setAdditive(false);
        tasks.setLevel(Level.DEBUG);
        tasks.addAppender(encoding);
    }

    @AfterEach
    void leaveTheLog() {
        context.getTurboFilterList().remove(broken);
        tasks.detachAppender(encoding);
        tasks.setLevel(null);
        tasks.setAdditive(true);
    }

    private static Outcome fail(String way) throws Exception {
        if (way.equals("chain")) {
            Exception chain = new Exception("root");
            for (int i = 0; i < 20_000; i++) {
                chain = new Exception("c" + i, chain);
            }
            throw chain;
        }
        throw new IllegalStateException("x".repeat(1_000_000));
    }

    private List<Task> run(List<String> ways) throws InterruptedException {
        AgentConfig one = AgentConfig.DEFAULTS.withSlots(1).withGrace(Duration.ofMillis(200));
        List<TaskHandler<?>> handlers = List.of(
                TaskHandler.of(FAILS, (attempt, given) -> fail(given.way())),
                TaskHandler.of(NEXT, (attempt, given) -> Outcome.done()));
        List<Task> ended = new ArrayList<>();
        try (InMemoryTaskStore store = new InMemoryTaskStore();
                Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = Agent.builder(store)
                        .handlers(handlers)
                        .config(one)
                        .build()
                        .start()) {
            for (String way : ways) {
                long id = coordinator.submit(FAILS.task(new Given(way))).id();
                ended.add(coordinator.await(id, LONG).orElseThrow());
            }
            long id = coordinator.submit(NEXT.task(new Given("well"))).id();
            ended.add(coordinator.await(id, LONG).orElseThrow());
            assertThat(agent.isHealthy()).isTrue();
            assertThat(coordinator.list(TaskFilter.ALL, Optional.empty(), 1_000).tasks())
                    .hasSize(ways.size() + 1);
        }
        return ended;
    }

    @Test
    void aChainThatOverflowsTheLoggerCostsNoSlot() throws Exception {
        List<Task> ended = run(List.of("chain", "chain"));
        assertThat(ended)
                .extracting(Task::status)
                .containsExactly(TaskStatus.FAILED, TaskStatus.FAILED, TaskStatus.SUCCEEDED);
        assertThat(lines)
                .anyMatch(line -> new String(line, StandardCharsets.UTF_8).contains("java.lang.Exception: c19999"));
    }

    @Test
    void longMessagesMakeNoLongLines() throws Exception {
        run(Collections.nCopies(60, "long_message"));
        assertThat(lines).hasSizeGreaterThan(60).allMatch(line -> line.length <= 32 * 1024);
        assertThat(lines.stream().mapToLong(line -> line.length).sum()).isLessThan(1_000_000);
    }

    @Test
    void aLoggerThatThrowsChangesNothingOfWhatIsDone() throws Exception {
        context.addTurboFilter(broken);
        List<Task> ended = run(List.of("chain", "long_message"));
        assertThat(ended)
                .extracting(Task::status)
                .containsExactly(TaskStatus.FAILED, TaskStatus.FAILED, TaskStatus.SUCCEEDED);
        assertThat(lines).isEmpty();
    }
}
