package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an embedder's registries say after tasks of each kind of end. */
class MetricsTest {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final TaskType<Wish> WISHES = TaskType.of("wish", Wish.class);

    private final MeterRegistry ofCoordinator = new SimpleMeterRegistry();
    private final MeterRegistry ofAgent = new SimpleMeterRegistry();
    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final InMemoryTaskQueue queue = new InMemoryTaskQueue();
    private final CountDownLatch stay = new CountDownLatch(1);
    private final Coordinator coordinator = Coordinator.builder(store)
            .queue(queue)
            .meterRegistry(ofCoordinator)
            .build()
            .start();
    private final Agent agent = Agent.builder(store)
            .queue(queue)
            .handler(TaskHandler.of(WISHES, this::handle))
            .config(AgentConfig.DEFAULTS.withSlots(8).withGrace(Duration.ofMillis(100)))
            .meterRegistry(ofAgent)
            .build();

    private record Wish(String end) {}

    private Outcome handle(TaskContext context, Wish wish) throws InterruptedException {
        return switch (wish.end()) {
            case "succeed" -> Outcome.done();
            case "give up" -> Outcome.giveUp("no");
            case "fail once" -> {
                if (context.attempt() == 1) {
                    yield Outcome.retryAfter(Duration.ZERO, "not yet");
                }
                yield Outcome.done();
            }
            default -> {
                stay.await();
                yield Outcome.done();
            }
        };
    }

    @AfterEach
    void close() {
        agent.close();
        coordinator.close();
        store.close();
    }

    private long submit(String end) {
        return coordinator.submit(WISHES.task(new Wish(end))).id();
    }

    private static double counter(MeterRegistry registry, String name, String... tags) {
        return registry.get(name).tags(tags).counter().count();
    }

    private double agents(String name, String key, String value) {
        return counter(ofAgent, name, "type", "wish", key, value);
    }

    private double coordinators(String name, String key, String value) {
        return counter(ofCoordinator, name, "type", "wish", key, value);
    }

    @Test
    void everyEndIsCountedOnceByWhoBringsIt() throws Exception {
        long early = submit("succeed");
        coordinator.cancel(early);
        agent.start();
        for (String end : List.of("succeed", "give up", "fail once")) {
            assertThat(coordinator
                            .await(submit(end), LONG)
                            .orElseThrow()
                            .status()
                            .isFinal())
                    .isTrue();
        }
        coordinator.retry(early, OptionalInt.empty());
        coordinator.await(early, LONG);

        Await.until(() -> agents("taskq.finishes", "outcome", "succeeded") == 3);
        assertThat(agents("taskq.finishes", "outcome", "failed")).isEqualTo(1);
        assertThat(agents("taskq.attempts", "outcome", "succeeded")).isEqualTo(3);
        assertThat(agents("taskq.attempts", "outcome", "gave_up")).isEqualTo(1);
        assertThat(agents("taskq.attempts", "outcome", "failed")).isEqualTo(1);
        assertThat(agents("taskq.retries", "cause", "failed")).isEqualTo(1);
        assertThat(coordinators("taskq.finishes", "outcome", "cancelled")).isEqualTo(1);
        assertThat(coordinators("taskq.retries", "cause", "manual")).isEqualTo(1);
        assertThat(coordinators("taskq.submissions", "outcome", "accepted")).isEqualTo(4);
        assertThat(ofCoordinator.get("taskq.submit").timer().count()).isEqualTo(4);
        assertThat(ofAgent.get("taskq.wait").tag("type", "wish").timer().count())
                .isEqualTo(5);
        assertThat(ofAgent.get("taskq.run").tag("type", "wish").timer().count()).isEqualTo(5);
        assertThat(ofAgent.get("taskq.total").tag("type", "wish").timer().count())
                .isEqualTo(4);
        assertThat(counter(ofAgent, "taskq.claims", "source", "queue")
                        + counter(ofAgent, "taskq.claims", "source", "store"))
                .isEqualTo(5);
    }

    @Test
    void whatRunsIsShownWhileItRuns() {
        agent.start();
        submit("stay");
        Await.until(() -> ofAgent.get("taskq.running").gauge().value() == 1);
        assertThat(ofAgent.get("taskq.slots").gauge().value()).isEqualTo(8);
        // A claim of a hint whose task is gone takes a slot for a moment.
        Await.until(() -> ofAgent.get("taskq.slots.free").gauge().value() == 7);
        assertThat(ofAgent.get("taskq.slots.stuck").gauge().value()).isZero();
        stay.countDown();
        Await.until(() -> ofAgent.get("taskq.running").gauge().value() == 0);
        Await.until(() -> ofAgent.get("taskq.slots.free").gauge().value() == 8);
    }

    @Test
    void whatStopsIsReleasedAndLeavesNoGauge() {
        agent.start();
        submit("stay");
        Await.until(() -> ofAgent.get("taskq.running").gauge().value() == 1);

        agent.close();
        coordinator.close();

        assertThat(agents("taskq.attempts", "outcome", "released")).isEqualTo(1);
        assertThat(gauges(ofAgent)).isEmpty();
        assertThat(gauges(ofCoordinator)).isEmpty();
    }

    /** Without those that this kind of registry makes of a histogram's buckets. */
    private static List<String> gauges(MeterRegistry registry) {
        return registry.getMeters().stream()
                .filter(Gauge.class::isInstance)
                .map(meter -> meter.getId().getName())
                .filter(name -> !name.endsWith(".histogram"))
                .toList();
    }

    @Test
    void everyDutyIsMeasured() {
        agent.start();
        Await.until(
                () -> ofAgent.get("taskq.duty").tag("duty", "heartbeat").timer().count() > 0);
        Await.until(() -> ofCoordinator
                        .get("taskq.duty")
                        .tag("duty", "session-monitor")
                        .timer()
                        .count()
                > 0);
        assertThat(ofCoordinator
                        .get("taskq.duty.last.round.age")
                        .tag("duty", "heartbeat")
                        .gauge()
                        .value())
                .isNotNegative();
        assertThat(ofCoordinator.get("taskq.leads").gauge().value()).isIn(0.0, 1.0);
        assertThat(ofCoordinator.get("taskq.store.reachable").gauge().value()).isEqualTo(1);
    }

    private static List<String> roles(MeterRegistry registry, String name, String... tags) {
        return registry.find(name).tags(tags).gauges().stream()
                .map(gauge -> gauge.getId().getTag("role"))
                .sorted()
                .toList();
    }

    @Test
    void aCoordinatorAndAnAgentMayShareARegistry() {
        MeterRegistry shared = new SimpleMeterRegistry();
        Coordinator other =
                Coordinator.builder(store).queue(queue).meterRegistry(shared).build();
        try (Agent beside = Agent.builder(store)
                .queue(queue)
                .handler(TaskHandler.of(WISHES, this::handle))
                .meterRegistry(shared)
                .build()) {
            other.start();
            beside.start();
            String[] heartbeat = {"duty", "heartbeat"};
            assertThat(roles(shared, "taskq.store.reachable")).containsExactly("agent", "coordinator");
            assertThat(roles(shared, "taskq.hints.failing")).containsExactly("agent", "coordinator");
            assertThat(roles(shared, "taskq.duty.last.round.age", heartbeat)).containsExactly("agent", "coordinator");
            assertThat(shared.get("taskq.duty").tags(heartbeat).timers()).hasSize(2);
            assertThat(shared.get("taskq.duty.errors").tags(heartbeat).counters())
                    .hasSize(2);

            other.close();

            assertThat(roles(shared, "taskq.store.reachable")).containsExactly("agent");
            assertThat(roles(shared, "taskq.hints.failing")).containsExactly("agent");
            assertThat(roles(shared, "taskq.duty.last.round.age", heartbeat)).containsExactly("agent");
        }
        assertThat(gauges(shared)).isEmpty();
    }

    @Test
    void severalAgentsAreToldApartByACommonTag() {
        MeterRegistry all = new SimpleMeterRegistry();
        try (Agent mail = part("mail", 3, all);
                Agent pictures = part("pictures", 5, all)) {
            assertThat(all.get("taskq.slots").tag("part", "mail").gauge().value())
                    .isEqualTo(3);
            assertThat(all.get("taskq.slots").tag("part", "pictures").gauge().value())
                    .isEqualTo(5);
            mail.close();
            assertThat(all.find("taskq.slots").tag("part", "mail").gauge()).isNull();
            assertThat(pictures.isHealthy()).isTrue();
            assertThat(all.find("taskq.slots").gauges()).hasSize(1);
        }
        assertThat(gauges(all)).isEmpty();
    }

    private Agent part(String name, int slots, MeterRegistry all) {
        CompositeMeterRegistry own = new CompositeMeterRegistry();
        own.config().commonTags("part", name);
        own.add(all);
        return Agent.builder(store)
                .queue(queue)
                .handler(TaskHandler.of(WISHES, this::handle))
                .config(AgentConfig.DEFAULTS.withName(name).withSlots(slots))
                .meterRegistry(own)
                .build();
    }

    @Test
    void whatCannotStartLeavesNoGauge() {
        MeterRegistry meters = new SimpleMeterRegistry();
        AtomicBoolean away = new AtomicBoolean();
        InMemoryTaskStore unreachable = new InMemoryTaskStore(() -> {
            if (away.get()) {
                throw new StoreUnavailableException(null);
            }
            return Instant.EPOCH;
        });
        Coordinator without = Coordinator.builder(unreachable)
                .queue(queue)
                .meterRegistry(meters)
                .build();
        Agent idle = Agent.builder(unreachable)
                .queue(queue)
                .handler(TaskHandler.of(WISHES, this::handle))
                .meterRegistry(meters)
                .build();
        assertThat(gauges(meters)).isNotEmpty();

        away.set(true);
        assertThat(catchThrowable(without::start)).isInstanceOf(StoreUnavailableException.class);
        assertThat(catchThrowable(idle::start)).isInstanceOf(StoreUnavailableException.class);

        assertThat(gauges(meters)).isEmpty();
    }

    @Test
    void rejectionsAreCountedByTheirReason() {
        assertThat(catchThrowable(() -> coordinator.submit(NewTask.of("wish", "[]"))))
                .isInstanceOf(TaskRejectedException.class);

        assertThat(counter(ofCoordinator, "taskq.submissions", "type", "other", "outcome", "invalid"))
                .isEqualTo(1);
    }
}
