package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CallDeadline;
import dev.taskq.engine.GroupCommit;
import dev.taskq.engine.Linger;
import dev.taskq.platform.Platform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * When the group commit begins a batch: how long the first call waits for more, and when there is a second batch beside the one in
 * flight. On virtual time, because it decides by time.
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
        return started(platform, writes, Linger.Bounds.BRIEF);
    }

    private static GroupCommit<Integer, Integer> started(Platform platform, Writes writes, Linger.Bounds linger) {
        GroupCommit<Integer, Integer> commit = new GroupCommit<>(
                platform,
                "commit",
                new GroupCommit.Limits(2, 200, 1_000_000, GroupCommit.Queue.DEFAULTS, linger),
                writes);
        commit.start();
        return commit;
    }

    private static void post(GroupCommit<Integer, Integer> commit, int item) {
        post(commit, List.of(item));
    }

    private static void post(GroupCommit<Integer, Integer> commit, List<Integer> items) {
        commit.post(items, 1, new GroupCommit.Completion<>() {
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
            // The end writes what waits beside the batch in flight.
            assertThat(writes.mostInFlight).isOne();
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

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

    /** Posts calls at even distances, and returns when each was posted. */
    private static List<Duration> postInTime(
            Simulation sim, GroupCommit<Integer, Integer> commit, int first, int number, int perSecond)
            throws InterruptedException {
        List<Duration> posted = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            posted.add(sim.elapsed());
            post(commit, first + i);
            sim.sleep(Duration.ofSeconds(1).dividedBy(perSecond));
        }
        return posted;
    }

    private static Duration longestWait(Writes writes, List<Duration> posted) {
        return writes.begun.stream()
                .flatMap(batch -> batch.items().stream().map(item -> batch.at().minus(posted.get(item))))
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 400})
    void callsThatComeSlowlyNeverWait(int perSecond) {
        Duration write = Duration.ofMillis(2);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            // Since some came together, no batch begins for the reason that as many wait as ever did.
            for (int i = 0; i < 3; i++) {
                post(commit, i);
            }
            sim.sleep(Duration.ofSeconds(1));
            int before = writes.begun.size();
            List<Duration> posted = postInTime(sim, commit, 3, 40, perSecond);
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(writes.begun).hasSize(before + 40);
            for (int i = 0; i < posted.size(); i++) {
                assertThat(writes.begun.get(before + i).at()).isEqualTo(posted.get(i));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 3_000, 10_000})
    void callsThatKeepComingWaitForEachOtherForMilliseconds(int perSecond) {
        Duration write = Duration.ofMillis(1);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            List<Duration> posted = postInTime(sim, commit, 0, 1_000, perSecond);
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            // At 1,000/s each batch would otherwise hold one call, at 3,000/s three.
            double size = 1_000.0 / writes.begun.size();
            assertThat(size).isGreaterThan(Math.min(7, 2.5 * perSecond / 1_000));
            assertThat(longestWait(writes, posted)).isPositive().isLessThanOrEqualTo(Linger.Bounds.BRIEF.most());
        });
    }

    @Test
    void aCallIsDelayedByNoMoreThanEightBatchesTake() {
        Duration write = Duration.ofNanos(400_000);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            List<Duration> posted = postInTime(sim, commit, 0, 1_000, 3_000);
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(longestWait(writes, posted)).isPositive().isLessThanOrEqualTo(write.multipliedBy(8));
        });
    }

    @Test
    void aBurstAfterASilenceWaitsForTheBatchInFlightAlone() {
        Duration write = Duration.ofMillis(1);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            postInTime(sim, commit, 0, 100, 1_000);
            sim.sleep(Duration.ofMillis(100));
            int before = writes.begun.size();
            Duration burst = sim.elapsed();
            for (int i = 0; i < 10; i++) {
                post(commit, i);
            }
            sim.sleep(Duration.ofMillis(100));

            List<Begun> after = writes.begun.subList(before, writes.begun.size());
            assertThat(after.getFirst().at()).isEqualTo(burst);
            assertThat(after.getLast().at()).isLessThanOrEqualTo(burst.plus(write));
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();
        });
    }

    @Test
    void aLoneCallAfterManyIsNotDelayed() {
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, Duration.ofMillis(1), Duration.ofMillis(1));
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            postInTime(sim, commit, 0, 100, 1_000);
            sim.sleep(Duration.ofMillis(100));
            Duration before = sim.elapsed();
            post(commit, 100);
            sim.sleep(Duration.ofMillis(100));
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(writes.begun.getLast().at()).isEqualTo(before);
        });
    }

    /** Ends keep coming, and the next one waits for more. */
    private static GroupCommit<Integer, Integer> patient(Simulation sim, Writes writes) throws InterruptedException {
        GroupCommit<Integer, Integer> commit = started(sim.platform(), writes, Linger.Bounds.PATIENT);
        // Five came together, so none of the next three begins because as many wait as ever did.
        for (int i = 0; i < 5; i++) {
            post(commit, i);
        }
        sim.sleep(Duration.ofMillis(100));
        postInTime(sim, commit, 5, 32, 500);
        sim.sleep(Duration.ofMillis(24));
        return commit;
    }

    @ParameterizedTest
    @CsvSource({"63, 20", "64, 1"})
    void whatHoldsNoSlotWaitsForTwentyMillisecondsOrSixtyFourItems(int items, int millis) {
        Duration write = Duration.ofMillis(2);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = patient(sim, writes);
            Duration first = sim.elapsed();
            post(commit, 0);
            sim.sleep(Duration.ofMillis(1));
            post(commit, Collections.nCopies(31, 1));
            post(commit, Collections.nCopies(items - 32, 2));
            sim.sleep(Duration.ofMillis(100));
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(writes.begun.getLast().items()).hasSize(items);
            assertThat(writes.begun.getLast().at()).isEqualTo(first.plusMillis(millis));
        });
    }

    @Test
    void whatSomethingWaitsForWaitsNoLonger() {
        Duration write = Duration.ofMillis(2);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = patient(sim, writes);
            Duration first = sim.elapsed();
            post(commit, 0);
            sim.sleep(Duration.ofMillis(3));
            commit.hurry();
            sim.sleep(Duration.ofMillis(100));
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(writes.begun.getLast().items()).containsExactly(0);
            assertThat(writes.begun.getLast().at()).isEqualTo(first.plusMillis(3));
        });
    }

    @Test
    void aBatchThatIsLargeEnoughDoesNotWaitForMore() {
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, Duration.ofMillis(1), Duration.ofMillis(1));
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            postInTime(sim, commit, 0, 100, 1_000);
            sim.sleep(Duration.ofMillis(10));
            post(commit, 100);
            sim.sleep(Duration.ofNanos(500_000));
            Duration before = sim.elapsed();
            for (int i = 101; i < 116; i++) {
                post(commit, i);
            }
            sim.sleep(Duration.ofMillis(100));
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();

            assertThat(writes.begun.getLast().items()).hasSize(16);
            assertThat(writes.begun.getLast().at()).isEqualTo(before);
        });
    }

    /** Each caller waits for its answer before its next call: none is delayed for the sake of calls that cannot come. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void callersThatWaitForTheirAnswersAreNotDelayed(int callers) {
        Duration write = Duration.ofMillis(1);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            for (int caller = 0; caller < callers; caller++) {
                sim.spawn("caller-" + caller, () -> {
                    for (int i = 0; i < 200; i++) {
                        commit.call(
                                List.of(i),
                                1,
                                CallDeadline.unbounded(),
                                sim.platform().timer(LONG));
                    }
                });
            }
            sim.sleep(Duration.ofSeconds(10));

            // Without any wait for more, a call takes as long as the batch in flight and its own.
            assertThat(writes.begun.getLast().at()).isLessThanOrEqualTo(write.multipliedBy(callers == 1 ? 200 : 400));
            assertThat(writes.begun.stream()
                            .mapToInt(batch -> batch.items().size())
                            .sum())
                    .isEqualTo(200 * callers);
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();
        });
    }

    /** A caller beside it that comes now and then must not make it wait for more at each of its calls. */
    @Test
    void callerThatIsSeldomMetByAnotherIsHardlyDelayed() {
        Duration write = Duration.ofMillis(1);
        Simulation.run(1, sim -> {
            Writes writes = new Writes(sim, write, write);
            GroupCommit<Integer, Integer> commit = started(sim.platform(), writes);
            List<Duration> ended = new ArrayList<>();
            sim.spawn("serial", () -> {
                for (int i = 0; i < 1_000; i++) {
                    commit.call(
                            List.of(i),
                            1,
                            CallDeadline.unbounded(),
                            sim.platform().timer(LONG));
                }
                ended.add(sim.elapsed());
            });
            for (int i = 0; ended.isEmpty(); i++) {
                post(commit, 10_000 + i);
                sim.sleep(Duration.ofMillis(50));
            }

            assertThat(ended.getFirst()).isLessThan(write.multipliedBy(1_250));
            assertThat(commit.close(sim.platform().timer(LONG))).isTrue();
        });
    }
}
