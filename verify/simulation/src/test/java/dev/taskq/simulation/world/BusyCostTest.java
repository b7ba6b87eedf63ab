package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls to the store and the queue and the hand-overs that a task costs under a load, and how long it waits: on virtual time. */
class BusyCostTest {
    private static final int CALLERS = 25;

    /** Calls at even distances. */
    private static BusySystem.Load evenly(int perSecond) {
        Duration between = Duration.ofSeconds(1).dividedBy(perSecond);
        return at(between::multipliedBy);
    }

    /** Calls that come at random, so many a second on average, for so many seconds. */
    private static BusySystem.Load atRandom(int perSecond, int seconds) {
        SplittableRandom random = new SplittableRandom(1);
        List<Duration> dues = new ArrayList<>();
        Duration due = Duration.ZERO;
        while (due.toSeconds() < seconds) {
            due = due.plusNanos((long) (-Math.log(1 - random.nextDouble()) * 1e9 / perSecond));
            dues.add(due);
        }
        return at(dues::get);
    }

    /** Each call when it is due, by the next one of many callers. */
    private static BusySystem.Load at(IntFunction<Duration> dueAfterBegin) {
        return (simulation, submits) -> {
            Duration begin = simulation.elapsed();
            for (int caller = 0; caller < CALLERS; caller++) {
                int first = caller;
                simulation.spawn("caller-" + caller, () -> {
                    for (int i = first; ; i += CALLERS) {
                        Duration due = begin.plus(dueAfterBegin.apply(i));
                        Duration wait = due.minus(simulation.elapsed());
                        if (wait.isPositive()) {
                            simulation.pass(wait, "due");
                        }
                        submits.submit(due);
                    }
                });
            }
        };
    }

    /** Callers each of which waits for its answer, does something else for a while, and calls again. */
    private static BusySystem.Load withPauses(int callers, Duration longest) {
        return (simulation, submits) -> {
            for (int caller = 0; caller < callers; caller++) {
                SplittableRandom random = new SplittableRandom(caller);
                simulation.spawn("caller-" + caller, () -> {
                    while (true) {
                        submits.submit(simulation.elapsed());
                        simulation.pass(Duration.ofNanos(random.nextLong(longest.toNanos())), "pause");
                    }
                });
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void taskOfASlowStreamWaitsForNothing(int perSecond) {
        BusySystem seen = BusySystem.under(evenly(perSecond), Duration.ofSeconds(Math.max(2, 30 / perSecond)));

        assertThat(seen.submits).allSatisfy(took -> assertThat(took).isEqualTo(BusySystem.STORE));
        // The insert, half of the call with the hint, half of the one with the wake-up and the hint, and the claim.
        assertThat(BusySystem.quantile(seen.pickUps, 0.95))
                .isLessThanOrEqualTo(BusySystem.STORE.multipliedBy(2).plus(BusySystem.QUEUE));
    }

    /** Now and then many come within a few milliseconds, and it seems that calls keep coming. */
    @Test
    void callsThatComeAtRandomHardlyWaitWhereTheyAreFew() {
        BusySystem seen = BusySystem.under(atRandom(300, 12), Duration.ofSeconds(10));

        assertThat(BusySystem.quantile(seen.submits, 0.5)).isEqualTo(BusySystem.STORE);
        // Without any wait for more it is 2.2 ms, because some come while a batch is in flight. With waits of 2 ms at
        // most, from 330 a second on, it is 3.2 ms, and half of them take more than 1.6 ms.
        assertThat(BusySystem.quantile(seen.submits, 0.95)).isLessThan(Duration.ofMillis(3));
    }

    @Test
    void tasksOfAFastStreamShareCallsAndWaitForMilliseconds() {
        BusySystem seen = BusySystem.under(evenly(1_000), Duration.ofSeconds(2));

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
        assertThat(BusySystem.quantile(seen.submits, 0.95)).isLessThan(Duration.ofMillis(5));
        assertThat(BusySystem.quantile(seen.pickUps, 0.95)).isLessThan(Duration.ofMillis(8));
    }

    @Test
    void tasksOfAFasterStreamShareMoreCalls() {
        // The waits are long in the first second, in which the system learns how calls come.
        BusySystem seen = BusySystem.under(evenly(3_000), Duration.ofSeconds(3));

        // Without, it is 0.88 of each. With waits of 2 ms at most, it is 0.41 and 0.5.
        assertThat(seen.ofStore()).isLessThan(0.33);
        assertThat(seen.ofQueue()).isLessThan(0.4);
        // Where 16 completions are worth a batch, it is 0.07.
        assertThat(seen.aTask(seen.agents, "completions.complete")).isLessThan(0.055);
        // Otherwise 1.4 and 2.3.
        assertThat(seen.waits(seen.coordinatorWaits)).isLessThan(1.4);
        assertThat(seen.waits(seen.agentWaits)).isLessThan(0.9);
        assertThat(BusySystem.quantile(seen.submits, 0.95)).isLessThan(Duration.ofMillis(4));
        // By other random numbers it is 5.1 or 6.1 ms.
        assertThat(BusySystem.quantile(seen.pickUps, 0.95)).isLessThan(Duration.ofMillis(7));
    }

    /** Rarely do as many of them call at once as ever did, so most batches wait for more as long as they may. */
    @Test
    void callersThatPauseBetweenTheirCallsAreDelayedByNoMoreThanTheLongestWait() {
        BusySystem seen = BusySystem.under(withPauses(8, Duration.ofMillis(4)), Duration.ofSeconds(2));

        // Without any wait for more it is 2,090, with 0.40 inserts a task. With waits of 2 ms at most it is 1,820, and
        // 0.22.
        assertThat(seen.perSecond()).isGreaterThan(1_600);
        assertThat(seen.aTask(seen.coordinator, "submissions.insert")).isLessThan(0.19);
        assertThat(BusySystem.quantile(seen.submits, 0.95)).isLessThan(Duration.ofMillis(5));
    }
}
