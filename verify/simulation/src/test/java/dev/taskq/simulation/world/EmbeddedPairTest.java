package dev.taskq.simulation.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewOperation;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.OperationAction;
import dev.taskq.Outcome;
import dev.taskq.Preset;
import dev.taskq.Recurrence;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A coordinator and an agent in one process without a queue, as in an application: what they ask of the store while they are idle, and
 * how soon a task begins after that. On virtual time.
 */
class EmbeddedPairTest {
    private static final int MINUTES = 5;
    private static final Duration IDLE = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofMillis(150);
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    record Work() {}

    /** A pair in one process, and when its handler was called. */
    private static final class Pair {
        private final Simulation simulation;
        private final MemoryDatabase database;
        private final CountedCalls calls = new CountedCalls();
        private final Coordinator coordinator;
        private final List<Duration> begun = new ArrayList<>();
        private final Deque<Outcome> outcomes = new ArrayDeque<>();

        Pair(Simulation simulation, Preset preset) {
            this.simulation = simulation;
            this.database = new MemoryDatabase(simulation.clock());
            StorePort store = calls.around(simulation.around(database.connect()));
            this.coordinator = coordinator(store, preset);
            Agent.builder(store)
                    .handler(TaskHandler.of(WORK, (context, params) -> {
                        begun.add(simulation.elapsed());
                        return outcomes.isEmpty() ? Outcome.done() : outcomes.remove();
                    }))
                    .config(AgentConfig.DEFAULTS.withPreset(preset))
                    .platform(simulation.platform())
                    .build()
                    .start();
        }

        private Coordinator coordinator(StorePort store, Preset preset) {
            return Coordinator.builder(store)
                    .config(CoordinatorConfig.DEFAULTS.withPreset(preset))
                    .platform(simulation.platform())
                    .build()
                    .start();
        }

        /** A coordinator in another process. */
        Coordinator another() {
            return coordinator(simulation.around(database.connect()), Preset.FAST_RECOVERY);
        }

        /** How long after the call the handler begins, after idle minutes. */
        Duration latency(Runnable submits) throws InterruptedException {
            simulation.sleep(IDLE);
            begun.clear();
            Duration before = simulation.elapsed();
            submits.run();
            while (begun.isEmpty()) {
                simulation.sleep(Duration.ofMillis(1));
            }
            return begun.getFirst().minus(before);
        }
    }

    private static void play(Preset preset, Play play) {
        for (long seed = 0; seed < 2; seed++) {
            Simulation.run(
                    seed,
                    SimulationLimits.DEFAULTS.withVirtualTime(Duration.ofHours(1)),
                    simulation -> play.of(new Pair(simulation, preset), simulation));
        }
    }

    @FunctionalInterface
    private interface Play {
        void of(Pair pair, Simulation simulation) throws InterruptedException;
    }

    /** docs/operations.md and docs/postgres.md have the sums. */
    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY, 240, 60, 240, 800", "FRUGAL, 24, 12, 12, 100"})
    void idleCallsAreBounded(Preset preset, int heartbeats, int observations, int promotions, int all) {
        play(preset, (pair, simulation) -> {
            simulation.sleep(Duration.ofMinutes(2));
            pair.calls.clear();
            simulation.sleep(Duration.ofMinutes(MINUTES));

            System.out.println(preset + ", in " + MINUTES + " minutes: " + pair.calls);
            assertThat(pair.calls.aMinuteOf(MINUTES, "sessions.heartbeat")).isLessThan(heartbeats * 11 / 10);
            assertThat(pair.calls.aMinuteOf(MINUTES, "sessions.all")).isLessThan(observations * 11 / 10);
            assertThat(pair.calls.aMinuteOf(MINUTES, "dispatch.promoteDue")).isLessThan(promotions * 11 / 10);
            assertThat(pair.calls.allAMinuteOf(MINUTES)).isLessThan(all);
        });
    }

    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY", "FRUGAL"})
    void taskOfTheOwnProcessBeginsAtOnce(Preset preset) {
        play(
                preset,
                (pair, simulation) -> assertThat(pair.latency(() -> pair.coordinator.submit(WORK.task(new Work()))))
                        .isLessThan(Duration.ofMillis(50)));
    }

    /** Its time is known in the process, so no search is waited for. */
    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY, 100", "FRUGAL, 100", "FAST_RECOVERY, 3_000", "FRUGAL, 3_000", "FRUGAL, 12_000"})
    void delayedTaskOfTheOwnProcessBeginsWhenItIsDue(Preset preset, int millis) {
        Duration delay = Duration.ofMillis(millis);
        play(preset, (pair, simulation) -> {
            assertThat(pair.latency(
                            () -> pair.coordinator.submit(WORK.task(new Work()).delayedBy(delay))))
                    .isBetween(delay, delay.plus(SOON));
            assertThat(pair.latency(() -> pair.coordinator.submit(WORK.task(new Work())
                            .runAt(pair.database.connect().now().plus(delay)))))
                    .isBetween(delay.minus(SOON), delay.plus(SOON));
        });
    }

    @ParameterizedTest
    @EnumSource
    void taskIsTriedAgainInItsOwnProcessWhenItsDelayIsOver(Preset preset) {
        Duration delay = Duration.ofSeconds(2);
        play(preset, (pair, simulation) -> {
            pair.outcomes.add(Outcome.retryAfter(delay, "not now"));
            pair.latency(() -> pair.coordinator.submit(WORK.task(new Work())));
            while (pair.begun.size() < 2) {
                simulation.sleep(Duration.ofMillis(1));
            }
            assertThat(pair.begun.get(1).minus(pair.begun.getFirst())).isBetween(delay, delay.plus(SOON));
        });
    }

    /** Its agents were in other processes. The leader, which is in this one, decides when it is tried again. */
    @ParameterizedTest
    @EnumSource
    void taskThatWasLostAgainIsQueuedWhenItsBackOffIsOver(Preset preset) {
        play(preset, (pair, simulation) -> {
            long id = pair.coordinator.submit(NewTask.of("elsewhere", "{}")).id();
            simulation.sleep(IDLE);
            StorePort store = pair.database.connect();
            losesItsAgent(pair, simulation, id);
            assertThat(read(store, id).status()).isEqualTo(TaskStatus.QUEUED);
            losesItsAgent(pair, simulation, id);
            assertThat(read(store, id).status()).isEqualTo(TaskStatus.SCHEDULED);
            Instant due = read(store, id).times().runAt().orElseThrow();

            while (read(store, id).status() == TaskStatus.SCHEDULED) {
                simulation.sleep(Duration.ofMillis(1));
            }

            assertThat(Duration.between(due, store.now())).isLessThan(SOON);
        });
    }

    private static Task read(StorePort store, long id) {
        return store.submissions().find(List.of(id)).getFirst();
    }

    /** An agent in a process of its own claims a task, and is killed. The leader takes the task back. */
    private static void losesItsAgent(Pair pair, Simulation simulation, long id) throws InterruptedException {
        StorePort process = pair.database.connect();
        long session =
                process.sessions().open(new NewSession(NewSession.Kind.AGENT, "killed", "host", List.of("elsewhere")));
        process.dispatch()
                .claim(new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 5, Duration.ofMinutes(10)))));
        process.close();
        StorePort store = pair.database.connect();
        while (read(store, id).status() == TaskStatus.RUNNING) {
            simulation.sleep(Duration.ofMillis(1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void scheduleOfTheOwnProcessFiresWhenItIsDue(Preset preset) {
        Duration period = Duration.ofSeconds(7);
        play(preset, (pair, simulation) -> {
            NewSchedule schedule = NewSchedule.of("each", Recurrence.every(period), "work", "{}");
            assertThat(pair.latency(() -> pair.coordinator.schedules().put(schedule)))
                    .isLessThan(period.plus(SOON));
            while (pair.begun.size() < 3) {
                simulation.sleep(Duration.ofMillis(1));
            }
            for (int i = 1; i < 3; i++) {
                assertThat(pair.begun.get(i).minus(pair.begun.get(i - 1)))
                        .isBetween(period.minus(SOON), period.plus(SOON));
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY, 150", "FRUGAL, 4_000"})
    void taskOfAnotherProcessBeginsWithTheNextScan(Preset preset, int millis) {
        play(preset, (pair, simulation) -> {
            Coordinator another = pair.another();

            assertThat(pair.latency(() -> another.submit(WORK.task(new Work()))))
                    .isLessThan(Duration.ofMillis(millis));
        });
    }

    /** Whatever has written it: the leader is in this process, and tells the agent. */
    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY, 350", "FRUGAL, 5_600"})
    void taskOfATransactionBeginsWithTheNextSearchForDueTasks(Preset preset, int millis) {
        Consumer<MemoryDatabase> commits = database -> database.commitSubmit(new Insert(NewTask.of("work", "{}"), ""));
        play(
                preset,
                (pair, simulation) -> assertThat(pair.latency(() -> commits.accept(pair.database)))
                        .isLessThan(Duration.ofMillis(millis)));
    }

    /** It is seen by the next observation of the sessions. Until then the agent scans once a second. */
    @Test
    void taskOfAProcessThatHasJustStartedBeginsWithinASecond() {
        play(
                Preset.FAST_RECOVERY,
                (pair, simulation) -> assertThat(
                                pair.latency(() -> pair.another().submit(WORK.task(new Work()))))
                        .isLessThan(Duration.ofMillis(1_400)));
    }

    /** A duty has just begun its long sleep when another process puts work for it. */
    private static void hasJustSlept(Pair pair, Simulation simulation, String call) throws InterruptedException {
        simulation.sleep(IDLE);
        int calls = pair.calls.of(call);
        while (pair.calls.of(call) == calls) {
            simulation.sleep(Duration.ofMillis(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY, 2_500", "FRUGAL, 7_000"})
    void operationOfAProcessThatHasJustStartedBeginsAsSoonAsItIsSeen(Preset preset, int millis) {
        play(preset, (pair, simulation) -> {
            hasJustSlept(pair, simulation, "operations.running");
            Coordinator another = pair.another();
            Duration before = simulation.elapsed();

            long id = another.startOperation(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL.withType("work")))
                    .id();

            while (!another.findOperation(id).orElseThrow().status().isFinal()) {
                simulation.sleep(Duration.ofMillis(10));
            }
            // At the end of a long sleep it would be 4.5 s, or 7.2 s.
            assertThat(simulation.elapsed().minus(before)).isLessThan(Duration.ofMillis(millis));
        });
    }

    @ParameterizedTest
    @CsvSource({"FAST_RECOVERY, 3_500", "FRUGAL, 7_500"})
    void scheduleOfAProcessThatHasJustStartedFiresAsSoonAsItIsSeen(Preset preset, int millis) {
        play(preset, (pair, simulation) -> {
            hasJustSlept(pair, simulation, "schedules.due");
            Coordinator another = pair.another();
            Duration before = simulation.elapsed();
            pair.begun.clear();

            another.schedules().put(NewSchedule.of("each", Recurrence.every(Duration.ofSeconds(1)), "work", "{}"));

            while (pair.begun.isEmpty()) {
                simulation.sleep(Duration.ofMillis(10));
            }
            assertThat(pair.begun.getFirst().minus(before)).isLessThan(Duration.ofMillis(millis));
        });
    }
}
