package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.engine.GroupCommit;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * When the group commit begins a second batch beside the one in flight. On virtual time, because it decides by time.
 */
class GroupCommitInTimeTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    /** A batch, and when it began. */
    private record Begun(Duration at, List<Integer> items) {}

    /** A store in which each write takes a fixed time, and the first one longer. */
    private static final class Writes implements GroupCommit.Writer<Integer, Integer> {
        private final Simulation sim;
        private final Duration first;
        private final Duration others;
        private final List<Begun> begun = new ArrayList<>();
        private int inFlight;
        private int mostInFlight;

        Writes(Simulation sim, Duration first, Duration others) {
            this.sim = sim;
            this.first = first;
            this.others = others;
        }

        @Override
        public List<Integer> write(List<Integer> items) {
            Duration time = begun.isEmpty() ? first : others;
            begun.add(new Begun(sim.elapsed(), List.copyOf(items)));
            mostInFlight = Math.max(mostInFlight, ++inFlight);
            sim.pass(time, "write");
            inFlight--;
            return items;
        }
    }

    private static GroupCommit<Integer, Integer> started(Platform platform, Writes writes) {
        GroupCommit<Integer, Integer> commit =
                new GroupCommit<>(platform, "commit", new GroupCommit.Limits(2, 200, 1_000_000), writes);
        commit.start();
        return commit;
    }

    private static void post(GroupCommit<Integer, Integer> commit, int item) {
        commit.post(List.of(item), 1, new GroupCommit.Completion<>() {
            @Override
            public void done(List<Integer> results) {}

            @Override
            public void failed(RuntimeException failure) {
                throw failure;
            }
        });
    }

    @Test
    void callsOfAMiddlingLoadRideTogether() {
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, Duration.ofMillis(4), Duration.ofMillis(4));
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            for (int i = 0; i < 100; i++) {
                post(commit, i);
                sim.sleep(Duration.ofMillis(1));
            }
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(writes.mostInFlight).isOne();
            assertThat(writes.begun).hasSizeLessThan(40);
            assertThat(writes.begun.stream().flatMap(batch -> batch.items().stream()))
                    .hasSize(100);
        });
    }

    @Test
    void aDelayedBatchDelaysNoOtherCall() {
        for (int seed = 0; seed < 50; seed++) {
            Simulation.run(seed, sim -> {
                Writes writes = new Writes(sim, Duration.ofSeconds(5), Duration.ofMillis(4));
                GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
                post(commit, 0);
                sim.sleep(Duration.ofMillis(3));
                post(commit, 1);
                sim.sleep(Duration.ofMillis(1));
                post(commit, 2);
                sim.sleep(Duration.ofSeconds(1));
                post(commit, 3);
                assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

                assertThat(writes.begun)
                        .extracting(Begun::items)
                        .containsExactly(List.of(0), List.of(1, 2), List.of(3));
                assertThat(writes.begun.get(1).at()).isLessThan(Duration.ofMillis(15));
                assertThat(writes.begun.get(2).at()).isLessThan(Duration.ofMillis(1_010));
            });
        }
    }

    @Test
    void whereManyWaitTwoBatchesAreInFlight() {
        for (int seed = 0; seed < 50; seed++) {
            Simulation.run(seed, sim -> {
                Writes writes = new Writes(sim, Duration.ofMillis(8), Duration.ofMillis(8));
                GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
                post(commit, 0);
                sim.sleep(Duration.ofMillis(1));
                for (int i = 1; i <= 20; i++) {
                    post(commit, i);
                }
                assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

                assertThat(writes.mostInFlight).isEqualTo(2);
                assertThat(writes.begun.get(1).at()).isLessThan(Duration.ofMillis(5));
            });
        }
    }
}
