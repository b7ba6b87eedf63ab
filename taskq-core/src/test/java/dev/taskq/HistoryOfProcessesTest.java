package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskHistory.Counts;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.platform.Platform;
import dev.taskq.spi.History;
import dev.taskq.spi.History.Span;
import dev.taskq.spi.HistoryRow;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a coordinator and an agent with real threads leave in the history. Each test has a store of its own, and waits for seconds. */
@Execution(ExecutionMode.CONCURRENT)
class HistoryOfProcessesTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final InMemoryTaskStore store = new InMemoryTaskStore();

    private record Params() {}

    private static Agent agent(StorePort store) {
        return agent(store, Platform.system());
    }

    private static Agent agent(StorePort store, Platform platform) {
        return Agent.builder(store)
                .platform(platform)
                .handler(TaskHandler.of(TaskType.of("good", Params.class), (context, params) -> Outcome.done()))
                .handler(
                        TaskHandler.of(TaskType.of("bad", Params.class), (context, params) -> Outcome.giveUp("broken")))
                .build()
                .start();
    }

    private static List<Long> submit(Coordinator coordinator, String type, int number) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ids.add(coordinator.submit(NewTask.of(type, "{}")).id());
        }
        return ids;
    }

    /** A wait of a coordinator with short sleeps may end before the task does. */
    private static void await(Coordinator coordinator, List<Long> ids) {
        for (long id : ids) {
            Await.until(() -> coordinator.find(id).orElseThrow().status().isFinal());
        }
    }

    @Test
    void processesThatStopHaveToldWhatTheyCounted() throws Exception {
        List<Long> ids;
        try (Coordinator coordinator = Coordinator.builder(store).build().start();
                Agent agent = agent(store)) {
            ids = submit(coordinator, "good", 5);
            ids.addAll(submit(coordinator, "bad", 2));
            await(coordinator, ids);
            long waiting = coordinator.submit(NewTask.of("lonely", "{}")).id();
            coordinator.cancel(waiting);
            assertThat(agent.isHealthy()).isTrue();
        }

        assertThat(store.history().sums(Instant.EPOCH, Instant.MAX))
                .containsEntry("good", new Counts(5, 5, 5, 5, 0, 0))
                .containsEntry("bad", new Counts(2, 2, 0, 2, 2, 2))
                .containsEntry("lonely", new Counts(1, 0, 0, 1, 0, 0))
                .hasSize(3);
        Instant now = store.now();
        HistoryRow all = store.history()
                .read(Span.HOUR, History.ALL, now.minus(Duration.ofHours(2)), now.plusSeconds(1))
                .getLast();
        assertThat(all.entry().slowest()).map(slow -> ids.contains(slow.task())).contains(true);
        assertThat(all.entry().waits().quantile(0.95)).isPresent();
        assertThat(all.entry().runs().quantile(0.95)).isPresent();
        assertThat(all.versions()).hasSize(1);
    }

    /** What is done instead of each call of the history. */
    private interface Instead {
        Object call(Method method, Object[] given) throws Throwable;
    }

    private StorePort with(Instead instead) {
        History history = (History) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {History.class},
                (proxy, method, given) -> instead.call(method, given));
        return (StorePort) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StorePort.class}, (proxy, method, given) -> {
                    try {
                        return method.getName().equals("history") ? history : method.invoke(store, given);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** A history that does not answer, as long as a test wants it. */
    private StorePort hanging(CountDownLatch asked, CountDownLatch mayAnswer) {
        return with((method, given) -> {
            asked.countDown();
            mayAnswer.await();
            return method.invoke(store.history(), given);
        });
    }

    /** Whether the store would wait for a process that was closed, or take it for lost. */
    private boolean hasSessions() {
        return !store.sessions().all().sessions().isEmpty();
    }

    @Test
    void historyThatHangsKeepsNoSessionOpen() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        StorePort hanging = hanging(asked, mayAnswer);
        Coordinator coordinator = Coordinator.builder(hanging)
                .config(CoordinatorConfig.DEFAULTS.withGrace(Duration.ofSeconds(2)))
                .build()
                .start();
        Agent agent = agent(hanging);
        await(coordinator, submit(coordinator, "good", 1));

        agent.close();
        coordinator.close();

        assertThat(hasSessions()).isFalse();
        assertThat(asked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        mayAnswer.countDown();
    }

    @Test
    void historyThatIsBrokenKeepsNoSessionOpen() throws Exception {
        StorePort broken = with((method, given) -> {
            throw new IllegalStateException("broken");
        });
        Coordinator coordinator = Coordinator.builder(broken).build().start();
        Agent agent = agent(broken);
        await(coordinator, submit(coordinator, "good", 1));

        agent.close();
        coordinator.close();

        assertThat(hasSessions()).isFalse();
    }

    /** Duties that sleep for a fifth of a second at most. */
    private record ShortSleeps(Platform system) implements Platform {
        private static final Duration LONGEST = Duration.ofMillis(200);

        @Override
        public long nanoTime() {
            return system.nanoTime();
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
                    return signal.await(seen, longest.compareTo(LONGEST) < 0 ? longest : LONGEST);
                }
            };
        }
    }

    @Test
    void historyThatHangsDelaysNoTask() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        StorePort hanging = hanging(asked, mayAnswer);
        Platform platform = new ShortSleeps(Platform.system());
        try (Coordinator coordinator =
                        Coordinator.builder(hanging).platform(platform).build().start();
                Agent agent = agent(hanging, platform)) {
            // A first round of the duty comes at once, and may be before a task.
            while (asked.getCount() > 0) {
                await(coordinator, submit(coordinator, "good", 1));
            }
            await(coordinator, submit(coordinator, "good", 50));
            assertThat(agent.isHealthy()).isTrue();
            mayAnswer.countDown();
        }
        assertThat(store.history().sums(Instant.EPOCH, Instant.MAX))
                .hasEntrySatisfying(
                        "good", counts -> assertThat(counts.succeeded()).isGreaterThanOrEqualTo(51));
    }
}
