package dev.taskq.test;

import dev.taskq.TaskHandler;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.coordinator.Tasks;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes testers. For one thread. */
public final class TaskqTesterBuilder {
    /** Of each range of chance the middle, so that delays with jitter are as written. */
    private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

    private final List<Function<Tasks, ? extends TaskHandler<?>>> handlers = new ArrayList<>();
    private CoordinatorConfig config = CoordinatorConfig.DEFAULTS;
    private Optional<Instant> start = Optional.empty();

    TaskqTesterBuilder() {}

    /**
     * Adds a handler. Without any handler, submitted tasks wait.
     *
     * @param handler the only one of its type
     * @return this
     */
    public TaskqTesterBuilder handler(TaskHandler<?> handler) {
        return handler(tasks -> handler);
    }

    /**
     * Adds a handler that uses the coordinator, such as one that submits further tasks.
     *
     * @param handler makes the handler
     * @return this
     */
    public TaskqTesterBuilder handler(Function<Tasks, ? extends TaskHandler<?>> handler) {
        handlers.add(handler);
        return this;
    }

    /**
     * Sets the settings of the coordinator, such as its limits.
     *
     * @param value the settings; {@link CoordinatorConfig#DEFAULTS} by default
     * @return this
     */
    public TaskqTesterBuilder config(CoordinatorConfig value) {
        config = value;
        return this;
    }

    /**
     * Sets the time at which the clock begins.
     *
     * @param value the time; the machine's time by default
     * @return this
     */
    public TaskqTesterBuilder startingAt(Instant value) {
        start = Optional.of(value);
        return this;
    }

    /**
     * Makes a tester, which knows no task. Further testers of this builder know nothing of each other, but share handlers.
     *
     * @return the tester
     * @throws IllegalArgumentException if two handlers serve one type
     */
    public TaskqTester build() {
        return new Assembly(
                        start.orElseGet(() -> InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS)))
                .tester();
    }

    /** The parts of one tester. */
    private final class Assembly {
        private final CallerThread thread;
        private final InMemoryTaskStore store;
        private final InMemoryTaskQueue queue;
        private final Coordinator coordinator;
        private final Drive drive;
        private final Faults faults = new Faults();
        private boolean hasAgent;

        Assembly(Instant begin) {
            thread = new CallerThread(begin, this::await, CallerThread.LONGEST_USE);
            store = new InMemoryTaskStore(thread::now);
            // Chance that differs each time makes correlation ids that do.
            Platform platform = thread.platform(new Random(1));
            queue = new InMemoryTaskQueue(platform);
            coordinator = Coordinator.builder(store)
                    .queue(queue)
                    .config(config)
                    .platform(platform)
                    .build();
            drive = new Drive(thread, store, coordinator);
        }

        private boolean await(BooleanSupplier condition, Duration longest) {
            return drive.await(condition, longest);
        }

        TaskqTester tester() {
            List<TaskHandler<?>> all = new ArrayList<>();
            handlers.forEach(each -> all.add(each.apply(coordinator)));
            if (!all.isEmpty()) {
                newAgent(all).start();
            }
            coordinator.start();
            return new TaskqTester(drive, coordinator, faults, this::newAgent);
        }

        /** A second one would claim a task before the test asks for it. */
        private Agent newAgent(List<? extends TaskHandler<?>> all) {
            if (hasAgent) {
                throw new IllegalStateException("the tester has an agent already");
            }
            hasAgent = true;
            return Agent.builder(store)
                    .queue(queue)
                    .config(AgentConfig.DEFAULTS.withSlots(1))
                    .platform(thread.platform(MIDDLE))
                    .handlers(all.stream().map(this::faulty).toList())
                    .build();
        }

        private <P> TaskHandler<P> faulty(TaskHandler<P> handler) {
            return new FaultyHandler<>(handler, faults, drive);
        }
    }
}
