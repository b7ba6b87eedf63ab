package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls to the store and the queue and the hand-overs that a task costs at a steady rate, and how long it waits: on virtual time. */
class BusyCostTest {
    private static final Duration STORE = Duration.ofNanos(1_200_000);
    private static final Duration QUEUE = Duration.ofNanos(200_000);
    private static final Duration WARM = Duration.ofSeconds(1);
    private static final int CALLERS = 25;
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work(long due) {}

    /** What one run has shown. */
    private static final class Seen {
        final CountedWaits coordinatorWaits = new CountedWaits();
        final CountedWaits agentWaits = new CountedWaits();
        final CountedCalls coordinator = new CountedCalls();
        final CountedCalls agents = new CountedCalls();
        final CountedCalls queue = new CountedCalls();
        final List<Duration> submits = new ArrayList<>();
        final List<Duration> pickUps = new ArrayList<>();

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

        String figures(int perSecond) {
            return String.format(
                    Locale.ROOT,
                    "%d/s: calls a task: insert %.2f claim %.2f complete %.2f; enqueue %.2f take %.2f with wake-up %.2f ack %.2f; submit"
                            + " p50 %s p95 %s max %s; pick-up p50 %s p95 %s p99 %s",
                    perSecond,
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
                    quantile(pickUps, 0.99));
        }
    }

    /** Submits at even distances, each call when it is due, and counts after the first second. */
    private static Seen at(int perSecond, Duration length) {
        Seen seen = new Seen();
        Duration between = Duration.ofSeconds(1).dividedBy(perSecond);
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
            Duration begin = simulation.elapsed();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller;
                simulation.spawn("caller-" + caller, () -> {
                    for (int i = first; ; i += CALLERS) {
                        Duration due = begin.plus(between.multipliedBy(i));
                        Duration wait = due.minus(simulation.elapsed());
                        if (wait.isPositive()) {
                            simulation.pass(wait, "due");
                        }
                        boolean counts = due.compareTo(begin.plus(WARM)) >= 0;
                        coordinator.submit(WORK.task(new Work(counts ? due.toNanos() : 0)));
                        if (counts) {
                            seen.submits.add(simulation.elapsed().minus(due));
                        }
                    }
                });
            }
            simulation.sleep(WARM);
            List.of(seen.coordinator, seen.agents, seen.queue).forEach(CountedCalls::clear);
            List.of(seen.coordinatorWaits, seen.agentWaits).forEach(CountedWaits::clear);
            simulation.sleep(length);
        });
        System.out.println(seen.figures(perSecond));
        System.out.printf(
                "waits a task: coordinator %.2f %s agents %.2f %s%n",
                seen.waits(seen.coordinatorWaits), seen.coordinatorWaits, seen.waits(seen.agentWaits), seen.agentWaits);
        return seen;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void taskOfASlowStreamWaitsForNothing(int perSecond) {
        Seen seen = at(perSecond, Duration.ofSeconds(Math.max(2, 30 / perSecond)));

        assertThat(seen.submits).allSatisfy(took -> assertThat(took).isEqualTo(STORE));
        // The insert, half of the call with the hint, half of the one with the wake-up and the hint, and the claim.
        assertThat(Seen.quantile(seen.pickUps, 0.95))
                .isLessThanOrEqualTo(STORE.multipliedBy(2).plus(QUEUE));
    }

    @Test
    void tasksOfAFastStreamShareCallsAndWaitForMilliseconds() {
        Seen seen = at(1_000, Duration.ofSeconds(2));

        // Without a wait for more and with acknowledgements of their own, it is 2.65 of each. With waits of 2 ms at
        // most, it is 1.04 and 0.82.
        assertThat(seen.ofStore()).isLessThan(0.75);
        assertThat(seen.ofQueue()).isLessThan(0.8);
        assertThat(seen.aTask(seen.queue, "ack")).isLessThan(0.05);
        // With completions that wait no longer than submits, it is 0.25.
        assertThat(seen.aTask(seen.agents, "completions.complete")).isLessThan(0.2);
        // Where each task of a claim and each call of a burst wakes a thread, it is 2.2 and 2.6.
        assertThat(seen.waits(seen.coordinatorWaits)).isLessThan(2.1);
        assertThat(seen.waits(seen.agentWaits)).isLessThan(1.6);
        assertThat(Seen.quantile(seen.submits, 0.95)).isLessThan(Duration.ofMillis(5));
        assertThat(Seen.quantile(seen.pickUps, 0.95)).isLessThan(Duration.ofMillis(8));
    }

    @Test
    void tasksOfAFasterStreamShareMoreCalls() {
        Seen seen = at(3_000, Duration.ofSeconds(1));

        // Without, it is 0.88 of each. With waits of 2 ms at most, it is 0.41 and 0.5.
        assertThat(seen.ofStore()).isLessThan(0.38);
        assertThat(seen.ofQueue()).isLessThan(0.5);
        // Otherwise 1.4 and 2.3.
        assertThat(seen.waits(seen.coordinatorWaits)).isLessThan(1.4);
        assertThat(seen.waits(seen.agentWaits)).isLessThan(0.9);
        assertThat(Seen.quantile(seen.pickUps, 0.95)).isLessThan(Duration.ofMillis(8));
    }
}
