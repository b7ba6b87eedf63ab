package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedProcessTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Prints the current second, each second. */
    private static Platform.Worker talker(Simulation sim, SimulatedProcess process, List<String> said) {
        return process.platform().spawn("talker", ThreadKind.PLATFORM, () -> {
            try {
                while (true) {
                    sim.sleep(SECOND);
                    said.add(process.name() + " " + sim.elapsed().toSeconds());
                }
            } catch (InterruptedException e) {
                said.add(process.name() + " interrupted");
            }
        });
    }

    @Test
    void noActorOfACrashedProcessMakesAnotherStep() {
        List<String> said = new ArrayList<>();
        Simulation.run(1, sim -> {
            SimulatedProcess one = sim.process("one");
            SimulatedProcess other = sim.process("other");
            talker(sim, one, said);
            talker(sim, other, said);
            sim.sleep(Duration.ofMillis(2_500));
            one.crash();
            assertThat(one.isAlive()).isFalse();
            assertThat(other.isAlive()).isTrue();
            sim.sleep(SECOND);
        });
        assertThat(said).containsExactlyInAnyOrder("one 1", "other 1", "one 2", "other 2", "other 3");
    }

    @Test
    void aCrashDoesNotReturnToItsOwnProcess() {
        List<String> said = new ArrayList<>();
        Simulation.run(1, sim -> {
            SimulatedProcess process = sim.process("one");
            process.platform().spawn("suicide", ThreadKind.PLATFORM, () -> {
                process.crash();
                said.add("returned");
            });
            sim.sleep(SECOND);
            assertThat(process.isAlive()).isFalse();
            assertThat(sim.actors()).containsExactly("#0 scenario");
        });
        assertThat(said).isEmpty();
    }

    @Test
    void aCrashRunsNothingButWhatUnwindsAtTheEnd() {
        List<String> said = new ArrayList<>();
        Simulation.run(1, sim -> {
            SimulatedProcess process = sim.process("one");
            process.platform().spawn("tidy", ThreadKind.PLATFORM, () -> {
                try {
                    sim.passUntil(sim.signal(), Actor.NEVER, "wait");
                } finally {
                    said.add("unwound");
                }
            });
            sim.sleep(SECOND);
            process.crash();
            sim.sleep(SECOND);
            assertThat(said).isEmpty();
        });
        assertThat(said).containsExactly("unwound");
    }

    @Test
    void aFrozenProcessStandsStillAndTimeDoesNot() {
        List<String> said = new ArrayList<>();
        Simulation.run(1, sim -> {
            SimulatedProcess one = sim.process("one");
            SimulatedProcess other = sim.process("other");
            talker(sim, one, said);
            talker(sim, other, said);
            sim.sleep(Duration.ofMillis(500));
            one.freeze(Duration.ofSeconds(3));
            assertThat(one.isFrozen()).isTrue();
            sim.sleep(Duration.ofMillis(2_700));
            assertThat(said).containsExactly("other 1", "other 2", "other 3");
            sim.sleep(Duration.ofMillis(400));
            assertThat(one.isFrozen()).isFalse();
        });
        assertThat(said).containsExactly("other 1", "other 2", "other 3", "one 3");
    }

    @Test
    void processThatFreezesItselfContinuesAfterwards() {
        Simulation.run(1, sim -> {
            SimulatedProcess process = sim.process("one");
            List<Duration> back = new ArrayList<>();
            Platform.Worker frozen = process.platform().spawn("frozen", ThreadKind.PLATFORM, () -> {
                process.freeze(Duration.ofSeconds(5));
                back.add(sim.elapsed());
            });
            assertThat(frozen.join(Duration.ofSeconds(4))).isFalse();
            assertThat(frozen.join(Duration.ofSeconds(2))).isTrue();
            assertThat(back)
                    .singleElement()
                    .satisfies(at -> assertThat(at).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_001)));
        });
    }

    @Test
    void anExitRunsItsHookWhileTheOthersGoOnAndThenAllAreGone() {
        List<String> said = new ArrayList<>();
        Simulation.run(1, sim -> {
            SimulatedProcess process = sim.process("one");
            talker(sim, process, said);
            process.platform().spawn("caller", ThreadKind.PLATFORM, () -> {
                process.exit(() -> sim.pass(Duration.ofMillis(2_500), "hook"));
                said.add("returned");
            });
            sim.sleep(Duration.ofMillis(2_400));
            assertThat(process.isAlive()).isTrue();
            sim.sleep(SECOND);
            assertThat(process.isAlive()).isFalse();
        });
        assertThat(said).containsExactly("one 1", "one 2");
    }

    @Test
    void threadThatCalledForAnExitIgnoresInterrupts() {
        List<String> said = new ArrayList<>();
        Simulation.run(1, sim -> {
            SimulatedProcess process = sim.process("one");
            Platform.Worker caller = process.platform().spawn("caller", ThreadKind.PLATFORM, () -> {
                process.exit(() -> sim.pass(Duration.ofSeconds(5), "hook"));
                said.add("returned");
            });
            sim.sleep(SECOND);
            caller.interrupt();
            assertThat(caller.join(SECOND)).isFalse();
            assertThat(caller.stack())
                    .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                            && frame.getMethodName().equals("exit"));
        });
        assertThat(said).isEmpty();
    }
}
