package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.platform.Platform.Worker;
import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Member;
import dev.taskq.simulation.world.Simulation;
import dev.taskq.simulation.world.SimulationFailure;
import dev.taskq.simulation.world.SimulationLimits;
import dev.taskq.simulation.world.Strike;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What an agent knows by the answers to its heartbeats, as far as the checker believes. */
class HeardTest {
    private static final String TYPE = Handler.typeOf(0).name();

    /**
     * The first heartbeat takes effect late: after the type was paused, and before the answer to the second one arrives, which took
     * effect before the pause.
     */
    private static final Schedule LATE = new Schedule(
            Setting.small(10_000),
            1,
            Schedule.BY_SEED,
            new TreeMap<>(),
            new TreeMap<>(Map.of(
                    new Spot("agent-1", 1), new Strike(Accident.LATE_START, Duration.ofSeconds(1)),
                    new Spot("agent-1", 2), new Strike(Accident.LOCK_TABLE, Duration.ofMillis(1_500)))));

    /** The agent's two heartbeats and the pause, then so many more heartbeats and a scan for the type, whose answer it gets. */
    private static void play(int more) {
        AtomicBoolean scanned = new AtomicBoolean();
        Simulation.run(LATE.choices(), SimulationLimits.DEFAULTS, simulation -> {
            Checker checker = new Checker(simulation, LATE.setting(), new Journal(), new Coverage());
            Member agent = checker.world().join("agent-1");
            Member client = checker.world().join("client");
            Worker worker = agent.process().platform().spawn("agent", ThreadKind.PLATFORM, () -> {
                live(agent.store(), more);
                scanned.set(true);
            });
            simulation.sleep(Duration.ofMillis(500));
            client.store().types().pause(TYPE, true, "test");
            assertThat(worker.join(Duration.ofMinutes(1))).isTrue();
        });
        assertThat(scanned).isTrue();
    }

    private static void live(StorePort store, int more) {
        long session =
                store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent-1", "host", List.of(TYPE)), false);
        // What is read of the tasks that it holds waits for the table.
        Heartbeat heartbeat = new Heartbeat(session, List.of(new Held(1, 1)), List.of(TYPE), false, LeaseBid.NONE);
        assertThatThrownBy(() -> store.sessions().heartbeat(heartbeat)).isInstanceOf(OutcomeUnknownException.class);
        for (int i = 0; i <= more; i++) {
            store.sessions().heartbeat(heartbeat);
        }
        store.dispatch().waiting(List.of(new Scan(TYPE, Position.START, Scan.NO_END, 10, 1)), 1);
    }

    @Test
    void agentKnowsNothingByAHeartbeatWhoseAnswerItHasNot() {
        play(0);
    }

    @Test
    void agentKnowsAPauseByTheAnswerToALaterHeartbeat() {
        assertThatThrownBy(() -> play(1))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("agent-1 asks for " + TYPE + ", which it knows to be paused");
    }
}
