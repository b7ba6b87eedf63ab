package dev.taskq.simulation.world;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A coordinator and two agents under a load, on virtual time: what a task costs, and how long it waits. Counted after the first
 * second.
 */
final class BusySystem {
    static final Duration STORE = Duration.ofNanos(1_200_000);
    static final Duration QUEUE = Duration.ofNanos(200_000);
    private static final Duration WARM = Duration.ofSeconds(1);
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    final CountedWaits coordinatorWaits = new CountedWaits();
    final CountedWaits agentWaits = new CountedWaits();
    final CountedCalls coordinator = new CountedCalls();
    final CountedCalls agents = new CountedCalls();
    final CountedCalls queue = new CountedCalls();
    final List<Duration> submits = new ArrayList<>();
    final List<Duration> pickUps = new ArrayList<>();
    private final Duration length;

    record Work(long due) {}

    /** Starts callers, each an actor of its own that goes on until the run ends. */
    @FunctionalInterface
    interface Load {
        void start(Simulation simulation, Submits submits);
    }

    /** Submits a task. */
    @FunctionalInterface
    interface Submits {
        /**
         * Returns with the answer.
         *
         * @param due the virtual time at which the call was due
         */
        void submit(Duration due);
    }

    private BusySystem(Duration length) {
        this.length = length;
    }

    /** Runs a load for so long after the first second. */
    static BusySystem under(Load load, Duration length) {
        BusySystem seen = new BusySystem(length);
        Simulation.run(1, SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofHours(1)), simulation -> {
            MemoryDatabase data = new MemoryDatabase(simulation.clock());
            TimedCalls ofStore = new TimedCalls(simulation, STORE);
            QueuePort queue = seen.queue.around(new TimedCalls(simulation, QUEUE)
                    .around(QueuePort.class, new InMemoryTaskQueue(simulation.platform())));
            Coordinator coordinator = Coordinator.builder(
                            seen.coordinator.around(ofStore.around(StorePort.class, data.connect())))
                    .queue(queue)
                    .platform(seen.coordinatorWaits.around(simulation.platform()))
                    .build()
                    .start();
            for (int i = 1; i <= 2; i++) {
                Agent.builder(seen.agents.around(ofStore.around(StorePort.class, data.connect())))
                        .queue(queue)
                        .config(AgentConfig.DEFAULTS.withName("agent-" + i))
                        .handler(TaskHandler.of(WORK, (context, work) -> {
                            if (work.due() > 0) {
                                seen.pickUps.add(simulation.elapsed().minusNanos(work.due()));
                            }
                            return Outcome.done();
                        }))
                        .platform(seen.agentWaits.around(simulation.platform()))
                        .build()
                        .start();
            }
            Duration counted = simulation.elapsed().plus(WARM);
            load.start(simulation, due -> {
                boolean counts = due.compareTo(counted) >= 0;
                coordinator.submit(WORK.task(new Work(counts ? due.toNanos() : 0)));
                if (counts) {
                    seen.submits.add(simulation.elapsed().minus(due));
                }
            });
            simulation.sleep(WARM);
            List.of(seen.coordinator, seen.agents, seen.queue).forEach(CountedCalls::clear);
            List.of(seen.coordinatorWaits, seen.agentWaits).forEach(CountedWaits::clear);
            simulation.sleep(length);
        });
        System.out.println(seen.figures());
        return seen;
    }

    double perSecond() {
        return submits.size() * 1e9 / length.toNanos();
    }

    double waits(CountedWaits counted) {
        return (double) counted.all() / submits.size();
    }

    double aTask(CountedCalls calls, String method) {
        return (double) calls.of(method) / submits.size();
    }

    double ofStore() {
        return aTask(coordinator, "submissions.insert")
                + aTask(agents, "dispatch.claim")
                + aTask(agents, "completions.complete");
    }

    double ofQueue() {
        return Stream.of("enqueue", "take", "takeWhenWoken", "ack")
                .mapToDouble(method -> aTask(queue, method))
                .sum();
    }

    static Duration quantile(List<Duration> all, double share) {
        return all.stream().sorted().toList().get((int) (share * (all.size() - 1)));
    }

    private String figures() {
        return String.format(
                Locale.ROOT,
                "%.0f/s: calls a task: insert %.2f claim %.2f complete %.2f; enqueue %.2f take %.2f with wake-up %.2f ack %.2f; submit p50 %s"
                        + " p95 %s max %s; pick-up p50 %s p95 %s p99 %s; waits a task: coordinator %.2f %s agents %.2f %s",
                perSecond(),
                aTask(coordinator, "submissions.insert"),
                aTask(agents, "dispatch.claim"),
                aTask(agents, "completions.complete"),
                aTask(queue, "enqueue"),
                aTask(queue, "take"),
                aTask(queue, "takeWhenWoken"),
                aTask(queue, "ack"),
                quantile(submits, 0.5),
                quantile(submits, 0.95),
                quantile(submits, 1),
                quantile(pickUps, 0.5),
                quantile(pickUps, 0.95),
                quantile(pickUps, 0.99),
                waits(coordinatorWaits),
                coordinatorWaits,
                waits(agentWaits),
                agentWaits);
    }
}
