package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Outcome;
import dev.taskq.Preset;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A deploy that changes the preset, in virtual time: leaders follow each other before the agents have heard of the last. */
class PresetChangeTest {
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    /** Until a coordinator leads and has made the period of heartbeats known. */
    private static final Duration KNOWN = Duration.ofMillis(1_300);

    record Work() {}

    /** The agent's way to the store, on which some heartbeats hang until they fail. */
    private static final class Link {
        private final Simulation simulation;
        private int heartbeats;
        private int hang;

        Link(Simulation simulation) {
            this.simulation = simulation;
        }

        StorePort around(StorePort store) {
            return around(StorePort.class, store);
        }

        private <T> T around(Class<T> port, Object target) {
            return port.cast(Proxy.newProxyInstance(
                    port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                        if (method.getReturnType() == Sessions.class) {
                            return around(Sessions.class, method.invoke(target));
                        }
                        boolean isHeartbeat = method.getName().equals("heartbeat");
                        if (isHeartbeat && hang > 0) {
                            hang--;
                            simulation.sleep(Duration.ofSeconds(4));
                            throw new StoreUnavailableException(null);
                        }
                        try {
                            return method.invoke(target, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        } finally {
                            heartbeats += isHeartbeat ? 1 : 0;
                        }
                    }));
        }

        void awaitHeartbeat() throws InterruptedException {
            int before = heartbeats;
            while (heartbeats == before) {
                simulation.sleep(Duration.ofMillis(1));
            }
        }
    }

    private static Coordinator coordinator(Simulation simulation, MemoryDatabase database, Preset preset) {
        return Coordinator.builder(simulation.around(database.connect()))
                .config(CoordinatorConfig.DEFAULTS.withPreset(preset))
                .platform(simulation.platform())
                .build()
                .start();
    }

    /** The sessions of agents. One that was ended and whose agent has come back is cleared. */
    private static List<Long> agents(MemoryDatabase database) {
        return database.connect().sessions().all().sessions().stream()
                .filter(session -> session.spec().kind() == Kind.AGENT)
                .map(Session::id)
                .toList();
    }

    /**
     * The agent sends a heartbeat each 5 s, as the first leader has asked for. The second one asks for two a second, and the third one,
     * which has started since, leads before the agent has heard of that. Its next two heartbeats fail after a long time each.
     */
    @Test
    void agentWhoseHeartbeatsHangAfterTwoChangesOfTheLeaderIsNotEnded() {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.run(
                    seed,
                    SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofMinutes(5)),
                    PresetChangeTest::changeThePreset);
        }
    }

    private static void changeThePreset(Simulation simulation) throws InterruptedException {
        MemoryDatabase database = new MemoryDatabase(simulation.clock());
        Link link = new Link(simulation);
        Coordinator frugal = coordinator(simulation, database, Preset.FRUGAL);
        simulation.sleep(KNOWN);
        Agent agent = Agent.builder(link.around(simulation.around(database.connect())))
                .handler(TaskHandler.of(WORK, (context, work) -> Outcome.done()))
                .config(AgentConfig.DEFAULTS.withPreset(Preset.FRUGAL))
                .platform(simulation.platform())
                .build()
                .start();
        Coordinator second = coordinator(simulation, database, Preset.FAST_RECOVERY);
        simulation.sleep(Duration.ofSeconds(30));
        List<Long> before = agents(database);
        link.awaitHeartbeat();
        link.hang = 2;

        frugal.close();
        simulation.sleep(KNOWN);
        assertThat(second.health().leads()).isTrue();
        Coordinator third = coordinator(simulation, database, Preset.FAST_RECOVERY);
        second.close();
        simulation.sleep(KNOWN);
        assertThat(third.health().leads()).isTrue();
        // No heartbeat since: the agent has heard of the first leader only.
        assertThat(link.hang).isEqualTo(2);
        simulation.sleep(Duration.ofSeconds(30));
        assertThat(link.hang).isZero();

        assertThat(agents(database)).isEqualTo(before);
        agent.close();
        third.close();
    }
}
