package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.platform.Platform;
import dev.taskq.platform.Platform.ThreadKind;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Three actors that take turns in an order that the seed chooses. */
    private static void chatter(Simulation sim, List<String> said) throws InterruptedException {
        Platform platform = sim.platform();
        List<Platform.Worker> workers = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            workers.add(platform.spawn(name, ThreadKind.VIRTUAL, () -> {
                for (int i = 0; i < 10; i++) {
                    said.add(name + i + " " + platform.random().nextInt(100));
                    sim.yieldPoint("talk");
                }
            }));
        }
        for (Platform.Worker worker : workers) {
            worker.join(FOR_EVER);
        }
    }

    @Test
    void oneSeedGivesOneRun() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Trace firstTrace = Simulation.run(42, sim -> chatter(sim, first));
        Trace secondTrace = Simulation.run(42, sim -> chatter(sim, second));
        assertThat(second).hasSize(30).isEqualTo(first);
        assertThat(secondTrace).isEqualTo(firstTrace);
        assertThat(secondTrace.toString()).isEqualTo(firstTrace.toString()).contains("talk");
    }

    @Test
    void seedsGiveManyRuns() {
        Set<List<String>> runs = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            List<String> said = new ArrayList<>();
            Simulation.run(seed, sim -> chatter(sim, said));
            runs.add(said);
        }
        assertThat(runs).hasSize(50);
    }

    @Test
    void everyReadyActorIsChosenSoonerOrLater() {
        Set<Integer> firstOnes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            List<Integer> order = new ArrayList<>();
            Simulation.run(seed, sim -> {
                for (int i = 0; i < 4; i++) {
                    int me = i;
                    sim.platform().spawn("racer", ThreadKind.PLATFORM, () -> order.add(me));
                }
                sim.sleep(SECOND);
            });
            assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3);
            firstOnes.add(order.getFirst());
        }
        assertThat(firstOnes).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @Test
    void neverDoTwoRunAtOnce() {
        AtomicInteger running = new AtomicInteger();
        Simulation.run(7, sim -> {
            List<Platform.Worker> workers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                workers.add(sim.platform().spawn("worker", ThreadKind.PLATFORM, () -> {
                    for (int round = 0; round < 50; round++) {
                        assertThat(running.incrementAndGet()).isEqualTo(1);
                        Thread.onSpinWait();
                        running.decrementAndGet();
                        sim.yieldPoint("round");
                    }
                }));
            }
            for (Platform.Worker worker : workers) {
                worker.join(FOR_EVER);
            }
        });
    }

    @Test
    void waitingMovesVirtualTimeAndNothingElseDoes() {
        Simulation.run(1, sim -> {
            Instant began = sim.clock().instant();
            Platform.Signal never = sim.platform().newSignal();
            long from = sim.platform().nanoTime();
            assertThat(sim.platform().nanoTime()).isEqualTo(from);

            assertThat(never.await(0, Duration.ofHours(3))).isFalse();

            assertThat(sim.platform().nanoTime() - from)
                    .isEqualTo(Duration.ofHours(3).toNanos());
            assertThat(sim.clock().instant()).isEqualTo(began.plus(Duration.ofHours(3)));
            assertThat(sim.elapsed()).isEqualTo(Duration.ofHours(3));
        });
    }

    @Test
    void waitsEndInTheOrderOfTheirTimes() {
        List<Integer> woken = new ArrayList<>();
        Simulation.run(1, sim -> {
            for (int seconds : List.of(3, 1, 2)) {
                sim.platform().spawn("sleeper", ThreadKind.PLATFORM, () -> {
                    sleep(sim, Duration.ofSeconds(seconds));
                    woken.add(seconds);
                });
            }
            sim.sleep(Duration.ofSeconds(10));
        });
        assertThat(woken).containsExactly(1, 2, 3);
    }

    @Test
    void aSignalWakesAllThatWait() {
        Simulation.run(1, sim -> {
            Platform.Signal signal = sim.platform().newSignal();
            AtomicInteger woken = new AtomicInteger();
            List<Platform.Worker> workers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                workers.add(sim.platform().spawn("waiter", ThreadKind.PLATFORM, () -> {
                    if (await(signal, 0, FOR_EVER)) {
                        woken.incrementAndGet();
                    }
                }));
            }
            sim.sleep(SECOND);
            assertThat(woken).hasValue(0);
            signal.raise();
            for (Platform.Worker worker : workers) {
                assertThat(worker.join(FOR_EVER)).isTrue();
            }
            assertThat(woken).hasValue(3);
            assertThat(sim.elapsed()).isEqualTo(SECOND);
        });
    }

    @Test
    void aSignalThatWasRaisedBeforeIsNotWaitedFor() {
        Simulation.run(1, sim -> {
            Platform.Signal signal = sim.platform().newSignal();
            long seen = signal.count();
            signal.raise();
            assertThat(signal.await(seen, FOR_EVER)).isTrue();
            assertThat(sim.elapsed()).isZero();
        });
    }

    @Test
    void anInterruptWakesAWaitingWorker() {
        Simulation.run(1, sim -> {
            List<String> seen = new ArrayList<>();
            Platform.Worker worker = sim.platform().spawn("waiter", ThreadKind.PLATFORM, () -> {
                try {
                    sim.platform().newSignal().await(0, FOR_EVER);
                } catch (InterruptedException e) {
                    seen.add("interrupted " + Thread.currentThread().isInterrupted());
                }
            });
            sim.sleep(SECOND);
            worker.interrupt();
            assertThat(worker.join(FOR_EVER)).isTrue();
            assertThat(seen).containsExactly("interrupted false");
            assertThat(sim.elapsed()).isEqualTo(SECOND);
        });
    }

    @Test
    void anInterruptOfAWorkerThatDoesNotWaitIsKeptForItsNextWait() {
        Simulation.run(1, sim -> {
            List<String> seen = new ArrayList<>();
            Platform.Worker worker = sim.platform().spawn("worker", ThreadKind.PLATFORM, () -> {
                sim.yieldPoint("port");
                seen.add("after the port " + Thread.currentThread().isInterrupted());
                try {
                    sim.sleep(FOR_EVER);
                } catch (InterruptedException e) {
                    seen.add("interrupted");
                }
            });
            worker.interrupt();
            assertThat(worker.join(FOR_EVER)).isTrue();
            assertThat(seen).containsExactly("after the port true", "interrupted");
        });
    }

    @Test
    void joinGivesUpWhenItsTimeIsOver() {
        Simulation.run(1, sim -> {
            Platform.Worker worker =
                    sim.platform().spawn("sleeper", ThreadKind.PLATFORM, () -> sleep(sim, Duration.ofSeconds(5)));
            assertThat(worker.join(SECOND)).isFalse();
            assertThat(worker.stack()).isNotEmpty();
            assertThat(worker.join(Duration.ofSeconds(5))).isTrue();
        });
    }

    @Test
    void currentIsTheCallingActor() {
        Simulation.run(1, sim -> {
            Platform.Worker me = sim.platform().current();
            me.interrupt();
            assertThatThrownBy(() -> sim.sleep(SECOND)).isInstanceOf(InterruptedException.class);
        });
    }

    @Test
    void aDeadlockIsReportedWithEachWaitingThread() {
        assertThatThrownBy(() -> Simulation.run(99, sim -> {
                    Platform.Worker stuck =
                            sim.platform().spawn("stuck", ThreadKind.PLATFORM, () -> sleep(sim, FOR_EVER));
                    stuck.join(FOR_EVER);
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("seed 99")
                .hasMessageContaining("every actor waits for ever")
                .hasMessageContaining("#0 scenario: WAITING at join #1 stuck, for ever")
                .hasMessageContaining("#1 stuck: WAITING at sleep, for ever");
    }

    @Test
    void whatGoesRoundInCirclesIsEndedByTheBoundOnSteps() {
        SimulationLimits limits = SimulationLimits.DEFAULTS.withSteps(100);
        assertThatThrownBy(() -> Simulation.run(1, limits, sim -> {
                    while (true) {
                        sim.yieldPoint("again");
                    }
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("has not ended after 100 steps");
    }

    /** Else it would take its core from all later runs of the JVM, since no thread can be ended. */
    @Test
    void whatOnlyReadsTheClockIsEndedByTheBoundOnReadings() {
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    long end = sim.platform().nanoTime() + 1;
                    while (sim.platform().nanoTime() < end) {
                        Thread.onSpinWait();
                    }
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("#0 scenario reads the clock again and again, and reaches no switching point");
    }

    @Test
    void whatWaitsForWhatNeverComesIsEndedByTheBoundOnVirtualTime() {
        SimulationLimits limits = SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofMinutes(5));
        assertThatThrownBy(() -> Simulation.run(1, limits, sim -> {
                    while (true) {
                        sim.sleep(Duration.ofMinutes(1));
                    }
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("has not ended within PT5M of virtual time");
    }

    @Test
    void whatAnActorThrowsFailsTheRun() {
        IllegalStateException thrown = new IllegalStateException("broken");
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    sim.platform().spawn("clumsy", ThreadKind.PLATFORM, () -> {
                        throw thrown;
                    });
                    sim.sleep(FOR_EVER);
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasMessageContaining("#1 clumsy threw java.lang.IllegalStateException: broken")
                .hasCause(thrown);
    }

    @Test
    void whatTheScenarioThrowsFailsTheRun() {
        Exception thrown = new Exception("a checked one");
        assertThatThrownBy(() -> Simulation.run(1, sim -> {
                    throw thrown;
                }))
                .isInstanceOf(SimulationFailure.class)
                .hasCause(thrown);
    }

    @Test
    void actorsThatOutliveTheScenarioAreUnwound() throws Exception {
        CountDownLatch unwound = new CountDownLatch(2);
        Simulation.run(1, sim -> {
            for (int i = 0; i < 2; i++) {
                sim.platform().spawn("left over", ThreadKind.PLATFORM, () -> {
                    try {
                        sleep(sim, FOR_EVER);
                    } finally {
                        unwound.countDown();
                    }
                });
            }
            sim.sleep(SECOND);
            assertThat(sim.actors()).containsExactly("#0 scenario", "#1 left over", "#2 left over");
        });
        assertThat(unwound.getCount()).isZero();
    }

    @Test
    void actorsAreUnwoundOneAfterTheOther() {
        AtomicInteger unwinding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // Many runs, because a scenario rarely ends just when an actor has passed its turn on.
        for (int seed = 0; seed < 5_000; seed++) {
            Simulation.run(seed, sim -> {
                for (int i = 0; i < 6; i++) {
                    sim.platform().spawn("left over", ThreadKind.PLATFORM, () -> {
                        try {
                            while (true) {
                                sim.yieldPoint("again");
                            }
                        } finally {
                            most.accumulateAndGet(unwinding.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            unwinding.decrementAndGet();
                        }
                    });
                }
                sim.yieldPoint("some start");
                sim.yieldPoint("and others");
            });
        }
        assertThat(most).hasValue(1);
    }

    @Test
    void aThreadFromOutsideMayNotWait() {
        Simulation.run(1, sim -> {
            Platform.Signal signal = sim.platform().newSignal();
            List<Throwable> refused = new ArrayList<>();
            Thread outsider = Thread.ofPlatform().start(() -> {
                try {
                    signal.await(0, SECOND);
                } catch (IllegalStateException | InterruptedException e) {
                    refused.add(e);
                }
            });
            outsider.join();
            assertThat(refused).hasExactlyElementsOfTypes(IllegalStateException.class);
        });
    }

    @Test
    void callsOfAPortAreSwitchingPointsAndCostTime() {
        List<Hint> sent = new ArrayList<>();
        Hint hint = new Hint("resize_image", 1, Instant.EPOCH);
        Trace trace = Simulation.run(3, sim -> {
            QueuePort queue = sim.around(new SilentQueue(sent));
            assertThat(queue.carriesHints()).isTrue();
            assertThat(sim.elapsed()).isZero();
            queue.enqueue(List.of(hint));
            assertThat(sim.elapsed()).isPositive();
            assertThatThrownBy(() -> queue.drop("resize_image")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> queue.await(List.of(), SECOND)).isInstanceOf(InterruptedException.class);
        });
        assertThat(sent).containsExactly(hint);
        assertThat(trace.steps())
                .extracting(Trace.Step::point)
                .containsSubsequence("queue.enqueue", "queue.enqueue done", "queue.drop", "queue.drop done");
    }

    private static void sleep(Simulation sim, Duration time) {
        try {
            sim.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean await(Platform.Signal signal, long seen, Duration longest) {
        try {
            return signal.await(seen, longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
