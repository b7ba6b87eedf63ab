package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a coordinator shows of types, agents and tasks, with real threads on the store in memory. Each test has a store of its own,
 * and waits a second or two for a leader.
 */
@Execution(ExecutionMode.CONCURRENT)
class InspectorTest {
    private static final TaskType<Work> WORK = TaskType.of("work", Work.class);

    private final StorePort store = new InMemoryTaskStore();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final Coordinator coordinator =
            opened(Coordinator.builder(store).build().start());

    private record Work() {}

    @AfterEach
    void close() throws Exception {
        mayReturn.countDown();
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.push(closeable);
        return closeable;
    }

    private void agent() {
        opened(Agent.builder(store)
                .handler(TaskHandler.of(WORK, (context, params) -> {
                    mayReturn.await();
                    return Outcome.done();
                }))
                .config(AgentConfig.DEFAULTS.withName("one").withHost("here").withSlots(3))
                .build()
                .start());
    }

    @Test
    void agentsAreShownWithWhatTheyRun() {
        agent();
        long id = coordinator.submit(NewTask.of("work", "{}")).id();
        Await.until(() -> coordinator.agents().stream()
                .flatMap(agent -> agent.report().stream())
                .anyMatch(report -> report.running().contains(id)));

        List<AgentOverview> agents = coordinator.agents();

        assertThat(agents).hasSize(1);
        AgentOverview agent = agents.getFirst();
        assertThat(agent.name()).isEqualTo("one");
        assertThat(agent.host()).isEqualTo("here");
        assertThat(agent.types()).containsExactly("work");
        AgentOverview.Report report = agent.report().orElseThrow();
        assertThat(report.slots()).isEqualTo(3);
        assertThat(report.freeSlots()).isEqualTo(2);
        assertThat(report.heldBytes()).isEqualTo(2);
        assertThat(report.heldMaxBytes()).isEqualTo(AgentConfig.DEFAULTS.memory());
        assertThat(report.version()).matches("\\d+\\..*");
    }

    @Test
    void theVersionIsThatOfTheApplication() {
        opened(Agent.builder(store)
                .handler(TaskHandler.of(WORK, (context, params) -> Outcome.done()))
                .config(AgentConfig.DEFAULTS.withVersion("4.2.1"))
                .build()
                .start());
        Await.until(() -> coordinator.agents().stream()
                .flatMap(agent -> agent.report().stream())
                .anyMatch(report -> report.version().equals("4.2.1")));
    }

    @Test
    void typesAreShownWithWhatHappenedLately() {
        agent();
        coordinator.submit(NewTask.of("work", "{}"));
        coordinator.submit(NewTask.of("work", "{}").delayedBy(Duration.ofHours(1)));
        Await.until(() -> coordinator.type("work").stream()
                .anyMatch(type -> type.running() == 1
                        && type.scheduled() == 1
                        && type.countedAt().isPresent()
                        && type.lastMinute().submitted() == 2));
        mayReturn.countDown();
        Await.until(() -> coordinator.type("work").stream()
                .anyMatch(type -> type.running() == 0 && type.lastMinute().finished() == 1));

        TypeOverview type = coordinator.types().getFirst();

        assertThat(type.name()).isEqualTo("work");
        assertThat(type.announced()).isTrue();
        assertThat(type.agents()).isEqualTo(1);
        assertThat(type.waiting()).isZero();
        assertThat(type.lastMinute().failed()).isZero();
        assertThat(coordinator.type("unknown")).isEmpty();
    }

    @Test
    void failuresAreCountedByType() {
        opened(Agent.builder(store)
                .handler(TaskHandler.of(WORK, (context, params) -> Outcome.giveUp("no")))
                .build()
                .start());
        coordinator.submit(NewTask.of("work", "{}"));

        Await.until(() -> coordinator.type("work").stream()
                .anyMatch(type -> type.lastMinute().equals(new TypeOverview.Recent(1, 1, 1))));
    }

    @Test
    void pauseIsSeenAtOnceByTheCallerThatPaused() {
        coordinator.pause("work", "alice");
        assertThat(coordinator.types()).hasSize(1);
        assertThat(coordinator.types().getFirst().pause().orElseThrow().by()).contains("alice");

        coordinator.resume("work");

        assertThat(coordinator.types().getFirst().pause()).isEmpty();
        assertThat(coordinator.type("work").orElseThrow().pause()).isEmpty();
    }

    @Test
    void submitToATypeThatWasNeverServedWarns() {
        store.sessions().open(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("resize_image")));

        Submitted misspelt = coordinator.submit(NewTask.of("resize_imgae", "{}"));
        Submitted served = coordinator.submit(NewTask.of("resize_image", "{}"));

        assertThat(misspelt.warning().orElseThrow())
                .startsWith("no agent serves the type resize_imgae, and none has ever served it");
        assertThat(served.warning()).isEmpty();
    }

    @Test
    void pauseOfATypeThatWasNeverServedWarnsAndSubmitsStillDo() {
        store.sessions().open(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("resize_image")));

        String warning = coordinator.pause("resize_imgae", "alice").orElseThrow();

        assertThat(warning).startsWith("no agent serves the type resize_imgae, and none has ever served it");
        assertThat(coordinator.submit(NewTask.of("resize_imgae", "{}")).warning())
                .isPresent();
        assertThat(coordinator.resume("resize_imgae", "alice")).isPresent();
        assertThat(coordinator.pause("resize_image")).isEmpty();
        assertThat(coordinator.resume("resize_image")).isEmpty();
    }

    @Test
    void warningNamesTheNearestTypeOnceTheLeaderHasPublishedTheAgents() {
        store.sessions().open(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("resize_image")));

        Await.until(() -> coordinator
                .submit(NewTask.of("resize_imgae", "{}"))
                .warning()
                .orElseThrow()
                .endsWith("the nearest type that is served is resize_image"));
    }

    @Test
    void warningsOfABatchStandWithTheirTasks() {
        store.types().register(List.of("known"));

        List<Submitted> rows = coordinator.submitAll(
                List.of(NewTask.of("known", "{}"), NewTask.of("unknown", "{}"), NewTask.of("known", "{}")));

        assertThat(rows).extracting(row -> row.warning().isPresent()).containsExactly(false, true, false);
    }

    @Test
    void warningEndsWhenAnAgentHasAnnouncedTheType() {
        assertThat(coordinator.submit(NewTask.of("work", "{}")).warning()).isPresent();
        agent();

        Await.until(() -> coordinator.submit(NewTask.of("work", "{}")).warning().isEmpty());
    }

    private Optional<String> warning(long id) {
        return coordinator.warning(coordinator.find(id).orElseThrow());
    }

    @Test
    void waitingTaskOfATypeThatWasNeverServedWarns() {
        Submitted queued = coordinator.submit(NewTask.of("work", "{}"));
        Submitted scheduled = coordinator.submit(NewTask.of("work", "{}").delayedBy(Duration.ofHours(1)));
        long cancelled = coordinator.submit(NewTask.of("work", "{}")).id();
        coordinator.cancel(cancelled);

        assertThat(warning(queued.id())).isPresent().isEqualTo(queued.warning());
        assertThat(warning(scheduled.id())).isEqualTo(queued.warning());
        assertThat(warning(cancelled)).isEmpty();

        agent();
        Await.until(() -> warning(scheduled.id()).isEmpty());
        mayReturn.countDown();
        Await.until(() -> coordinator.find(queued.id()).orElseThrow().status().isFinal());
        assertThat(warning(queued.id())).isEmpty();
    }

    @Test
    void waitingTaskIsExplained() {
        long id = coordinator.submit(NewTask.of("work", "{}")).id();

        Explanation explanation = coordinator.explain(id).orElseThrow();

        assertThat(explanation.reasons().getFirst()).isEqualTo(new Explanation.NotServed(false, Optional.empty()));
        assertThat(coordinator.explain(404)).isEmpty();
    }

    @Test
    void streamFollowsATaskToItsEnd() throws Exception {
        long id = coordinator.submit(NewTask.of("work", "{}")).id();
        List<TaskEvent> seen = new ArrayList<>();
        try (EventStream stream =
                coordinator.follow(id, 0, CallDeadline.unbounded()).orElseThrow()) {
            agent();
            Thread.ofVirtual().start(mayReturn::countDown);
            while (!stream.isOver()) {
                seen.addAll(stream.next(CallDeadline.of(Duration.ofMinutes(2))));
            }
        }

        assertThat(seen).isEqualTo(coordinator.events(id));
        assertThat(seen)
                .extracting(TaskEvent::kind)
                .containsExactly(
                        TaskEvent.Kind.CREATED,
                        TaskEvent.Kind.QUEUED,
                        TaskEvent.Kind.STARTED,
                        TaskEvent.Kind.ATTEMPT_ENDED,
                        TaskEvent.Kind.FINISHED);
        assertThat(coordinator.follow(404, 0, CallDeadline.unbounded())).isEmpty();
    }

    @Test
    void streamsEndWithTheirCoordinator() throws Exception {
        long id = coordinator.submit(NewTask.of("work", "{}")).id();
        EventStream stream = coordinator.follow(id, 0, CallDeadline.unbounded()).orElseThrow();
        stream.next(CallDeadline.unbounded());

        coordinator.close();

        assertThat(stream.next(CallDeadline.unbounded())).isEmpty();
        assertThat(stream.isOver()).isTrue();
        assertThatThrownBy(() -> coordinator.follow(id, 0, CallDeadline.unbounded()))
                .isInstanceOf(NotRunningException.class);
    }
}
