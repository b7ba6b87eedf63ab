package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The calls of an idle coordinator and agent to the store and the queue; docs/postgres.md has the sums. */
class IdleCostTest {
    private static final int MINUTES = 10;
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work() {}

    private record Counts(CountedCalls coordinator, CountedCalls agent, CountedCalls agentsQueue) {}

    /** Counts for several minutes, after a first one. */
    private static Counts idle() {
        Counts counts = new Counts(new CountedCalls(), new CountedCalls(), new CountedCalls());
        List<CountedCalls> all = List.of(counts.coordinator, counts.agent, counts.agentsQueue);
        Simulation.run(1, SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofHours(1)), simulation -> {
            MemoryDatabase data = new MemoryDatabase(simulation.clock());
            QueuePort queue = simulation.around(new InMemoryTaskQueue(simulation.platform()));
            Coordinator.builder(counts.coordinator.around(simulation.around(data.connect())))
                    .queue(queue)
                    .platform(simulation.platform())
                    .build()
                    .start();
            Agent.builder(counts.agent.around(simulation.around(data.connect())))
                    .queue(counts.agentsQueue.around(queue))
                    .handler(TaskHandler.of(WORK, (context, params) -> Outcome.done()))
                    .platform(simulation.platform())
                    .build()
                    .start();
            simulation.sleep(Duration.ofMinutes(1));
            all.forEach(CountedCalls::clear);
            simulation.sleep(Duration.ofMinutes(MINUTES));
        });
        return counts;
    }

    @Test
    void idleCostsAreBounded() {
        Counts counts = idle();
        System.out.println("coordinator, in " + MINUTES + " minutes: " + counts.coordinator);
        System.out.println("agent: " + counts.agent + ", of the queue: " + counts.agentsQueue);

        assertThat(counts.coordinator.aMinuteOf(MINUTES, "sessions.heartbeat")).isBetween(100, 130);
        assertThat(counts.coordinator.aMinuteOf(MINUTES, "sessions.all")).isBetween(200, 330);
        assertThat(counts.coordinator.aMinuteOf(MINUTES, "inspections.countScheduled"))
                .isBetween(8, 13);
        assertThat(counts.coordinator.aMinuteOf(MINUTES, "inspections.report")).isBetween(8, 13);
        assertThat(counts.coordinator.allAMinuteOf(MINUTES)).isLessThan(1_100);
        assertThat(counts.agent.aMinuteOf(MINUTES, "sessions.heartbeat")).isBetween(100, 130);
        assertThat(counts.agent.aMinuteOf(MINUTES, "dispatch.waiting")).isBetween(10, 25);
        assertThat(counts.agent.aMinuteOf(MINUTES, "inspections.report")).isBetween(8, 13);
        assertThat(counts.agent.allAMinuteOf(MINUTES)).isLessThan(170);
        assertThat(counts.agentsQueue.allAMinuteOf(MINUTES)).isLessThan(150);
    }
}
