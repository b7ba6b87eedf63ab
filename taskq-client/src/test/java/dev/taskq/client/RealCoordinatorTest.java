package dev.taskq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.rig.proxy.Traffic;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.Tokens;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client against a real coordinator and a real agent, over a network that fails. */
class RealCoordinatorTest {
    record Greet(String name) {}

    record Greeting(String text) {}

    private static final LocalToken TOKEN = new LocalToken("of-the-client");
    private static final LocalToken LIMITED = new LocalToken("of-a-limited-client");
    private static final Duration LONG = TestTimeouts.LONG;
    private static final TaskFilter ALL_GREETS = TaskFilter.ALL.withType("greet");

    /** Real time with short pauses, so that many connections can be cut within a test. */
    private static final Pauses HURRY = new Pauses() {
        @Override
        public long nanoTime() {
            return Pauses.SYSTEM.nanoTime();
        }

        @Override
        public void pause(Duration length) throws InterruptedException {
            Pauses.SYSTEM.pause(length.dividedBy(100));
        }

        @Override
        public double chance() {
            return Pauses.SYSTEM.chance();
        }
    };

    private final InMemoryTaskStore store = new InMemoryTaskStore();
    private final Coordinator coordinator = Coordinator.builder(store).build();
    private final TaskqServer server = TaskqServer.builder(coordinator)
            .tokens(Tokens.of(TOKEN.line("tests") + "\n" + LIMITED.line("limited") + " rate=30/m burst=1"))
            .port(0)
            .build();
    private TcpProxy network;
    private TaskqClient client;

    @BeforeEach
    void start() {
        coordinator.start();
        server.start();
        network = TcpProxy.start(0, "127.0.0.1", server.port());
        client = builder().build();
    }

    private TaskqClientBuilder builder() {
        return TaskqClient.builder(URI.create("http://127.0.0.1:" + network.port()))
                .token(TOKEN.secret())
                .timeout(LONG)
                .retries(new Retries(1_000, LONG))
                .pauses(HURRY);
    }

    @AfterEach
    void close() {
        client.close();
        network.close();
        server.close();
        coordinator.close();
        store.close();
    }

    private Agent agent() {
        TaskType<Greet> greet = TaskType.of("greet", Greet.class);
        return Agent.builder(store)
                .handler(TaskHandler.of(
                        greet, (context, params) -> Outcome.done(new Greeting("Hello, " + params.name()))))
                .handler(
                        TaskHandler.of(TaskType.of("fails", Greet.class), (context, params) -> Outcome.giveUp("never")))
                .build();
    }

    @Test
    void aTaskIsSubmittedAndItsResultIsAwaited() throws Exception {
        assertThat(client.isReady()).isTrue();
        try (Agent agent = agent()) {
            agent.start();
            Submitted submitted = client.traced(Trace.of("c-1")).submit(NewTask.of("greet", new Greet("world")));

            Task task = client.await(submitted.id(), LONG);

            assertThat(submitted.replayed()).isFalse();
            assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(task.result(Greeting.class)).isEqualTo(new Greeting("Hello, world"));
            assertThat(task.params(Greet.class)).isEqualTo(new Greet("world"));
            assertThat(task.caller()).contains("tests");
            assertThat(task.correlationId()).contains("c-1");
            assertThat(task.timeout()).isEqualTo(Duration.ofHours(1));
        }
    }

    @Test
    void tasksAreSubmittedTogetherListedCancelledAndRetried() throws Exception {
        List<NewTask> tasks = IntStream.range(0, 250)
                .mapToObj(i -> NewTask.of("greet", new Greet("n" + i)).withMaxAttempts(7))
                .toList();
        List<Submitted> submitted = client.submitAll(tasks);

        assertThat(client.list(ALL_GREETS)).hasSize(250).allMatch(task -> task.maxAttempts() == 7);
        assertThat(client.page(ALL_GREETS, Optional.empty(), 10).tasks()).hasSize(10);
        long id = submitted.get(0).id();
        assertThat(client.cancel(id).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(client.list(ALL_GREETS.withStatus(TaskStatus.CANCELLED))).hasSize(1);
        assertThat(client.retry(id, 0).status()).isEqualTo(TaskStatus.QUEUED);
        ProblemException conflict = catchThrowableOfType(ProblemException.class, () -> client.retry(id));
        assertThat(conflict.kind()).isEqualTo("conflict");
        assertThat(conflict.correlationId()).isPresent();
        ProblemException missing = catchThrowableOfType(ProblemException.class, () -> client.get(404_404));
        assertThat(missing.status()).isEqualTo(404);
        ProblemException rejected =
                catchThrowableOfType(ProblemException.class, () -> client.submit(NewTask.of("No Type")));
        assertThat(rejected.errors()).extracting(FieldError::pointer).containsExactly("/type");
    }

    @Test
    void anAttemptThatFailedIsReadWithTheTask() throws Exception {
        try (Agent agent = agent()) {
            agent.start();
            Task task = client.await(
                    client.submit(NewTask.of("fails", new Greet("x"))).id(), LONG);

            assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
            assertThat(task.error()).contains("never");
            assertThat(task.attempts()).extracting(Task.Attempt::outcome).containsExactly("gave_up");
        }
    }

    @Test
    void typesAndAgentsAreShownAndATypeIsPausedAndResumed() throws Exception {
        try (Agent agent = agent()) {
            agent.start();
            client.submit(NewTask.of("later", new Greet("x")).delayedBy(Duration.ofHours(1)));
            AgentInfo shown = Eventually.get(
                    LONG,
                    () -> uninterrupted(client.types()::agents).stream()
                            .filter(info -> info.report().isPresent())
                            .findFirst());

            assertThat(shown.types()).containsExactlyInAnyOrder("greet", "fails");
            assertThat(shown.report().orElseThrow().freeSlots())
                    .isEqualTo(shown.report().orElseThrow().slots())
                    .isPositive();
            assertThat(shown.report().orElseThrow().heldBytes()).isZero();
            assertThat(shown.report().orElseThrow().heldMaxBytes()).isPositive();
            Eventually.until(LONG, () -> type("greet").agents() == 1);
            Eventually.until(LONG, () -> type("later").scheduled() == 1);
            assertThat(client.types().list())
                    .extracting(TypeInfo::type)
                    .containsExactlyInAnyOrder("greet", "fails", "later");

            assertThat(client.types().pause("greet")).isEmpty();
            // The leader knows the served types from its last reading.
            Eventually.until(
                    LONG,
                    () -> uninterrupted(() -> client.types().pause("gret"))
                            .orElseThrow()
                            .contains("greet"));
            TypeInfo paused = client.types().get("greet");
            assertThat(paused.paused()).isTrue();
            assertThat(paused.pausedBy()).contains("tests");
            client.types().resume("greet");
            assertThat(client.types().get("greet").paused()).isFalse();
        }
        ProblemException missing = catchThrowableOfType(
                ProblemException.class, () -> client.types().get("unknown"));
        assertThat(missing.status()).isEqualTo(404);
    }

    @Test
    void aTaskThatWaitsIsExplained() throws Exception {
        try (Agent agent = agent()) {
            agent.start();
            Eventually.until(LONG, () -> type("greet").agents() == 1);
            Submitted submitted = client.submit(NewTask.of("gret", new Greet("world")));

            Explanation explanation = client.explain(submitted.id());

            assertThat(submitted.warning().orElseThrow()).contains("no agent serves the type gret");
            assertThat(explanation.type()).isEqualTo("gret");
            assertThat(explanation.status()).isEqualTo(TaskStatus.QUEUED);
            Explanation.Reason reason = explanation.reasons().getFirst();
            assertThat(reason.name()).isEqualTo("not_served");
            assertThat(reason.facts().tree().path("nearest_type").asText()).isEqualTo("greet");
        }
    }

    /** The stream is cut while the task waits, and each event comes once. */
    @Test
    void eventsAreWatchedOverANetworkThatCuts() throws Exception {
        long id = client.submit(NewTask.of("greet", new Greet("world"))).id();
        List<TaskEvent> seen = new ArrayList<>();
        try (TaskEvents events = client.watch(id);
                Agent agent = agent()) {
            seen.add(events.next().orElseThrow());
            seen.add(events.next().orElseThrow());
            network.cut();
            agent.start();
            Optional<TaskEvent> next = events.next();
            while (next.isPresent()) {
                seen.add(next.get());
                next = events.next();
            }
        }

        assertThat(seen)
                .extracting(TaskEvent::kind)
                .containsExactly("created", "queued", "started", "attempt_ended", "finished");
        assertThat(client.events(id)).isEqualTo(seen);
        assertThat(seen.getLast().status()).contains(TaskStatus.SUCCEEDED);
    }

    @Test
    void operationsCancelRetryAndDeleteManyTasks() throws Exception {
        List<NewTask> tasks = IntStream.range(0, 30)
                .mapToObj(i -> NewTask.of("greet", new Greet("n" + i)))
                .toList();
        List<Long> ids = client.submitAll(tasks).stream().map(Submitted::id).toList();

        Operation counted = ended(NewOperation.of(NewOperation.Action.CANCEL, ALL_GREETS)
                .withLimit(20)
                .asDryRun());
        assertThat(counted.counts()).isEqualTo(new Operation.Counts(20, false, 0, 0));
        Operation cancelled =
                ended(NewOperation.of(NewOperation.Action.CANCEL, ALL_GREETS).withLimit(20));
        assertThat(cancelled.counts()).isEqualTo(new Operation.Counts(20, false, 20, 0));
        assertThat(client.list(ALL_GREETS.withStatus(TaskStatus.CANCELLED))).hasSize(20);
        Operation retried = ended(NewOperation.of(NewOperation.Action.RETRY, ids.subList(0, 15)));
        assertThat(retried.counts()).isEqualTo(new Operation.Counts(15, false, 5, 10));
        Operation deleted =
                ended(NewOperation.of(NewOperation.Action.DELETE, TaskFilter.ALL.withStatus(TaskStatus.CANCELLED)));
        assertThat(deleted.counts().done()).isEqualTo(15);
        assertThat(client.list(ALL_GREETS)).hasSize(15).allMatch(task -> !task.isFinal());
        assertThat(client.operations().cancel(deleted.id()).status()).isEqualTo("done");

        OperationFilter filter =
                OperationFilter.ALL.withStatus("done", "failed").withCaller("tests");
        assertThat(client.operations().list(filter)).containsExactly(deleted, retried, cancelled, counted);
        assertThat(client.operations().list(filter.withAction(NewOperation.Action.RETRY)))
                .containsExactly(retried);
        assertThat(client.operations().list(filter.withCaller("limited"))).isEmpty();
        OperationPage first = client.operations().page(filter, Optional.empty(), 3);
        assertThat(first.operations()).containsExactly(deleted, retried, cancelled);
        OperationPage last = client.operations().page(filter, first.next(), 3);
        assertThat(last.operations()).containsExactly(counted);
        assertThat(last.next()).isEmpty();
    }

    @Test
    void anOperationRunsScheduledTasksNow() throws Exception {
        long id = client.submit(NewTask.of("greet", new Greet("later")).delayedBy(Duration.ofHours(2)))
                .id();

        Operation run =
                ended(NewOperation.of(NewOperation.Action.RUN_NOW, TaskFilter.ALL.withStatus(TaskStatus.SCHEDULED)));

        assertThat(run.action()).isEqualTo("run_now");
        assertThat(run.counts()).isEqualTo(new Operation.Counts(1, false, 1, 0));
        assertThat(client.get(id).status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(client.operations().list(OperationFilter.ALL.withAction(NewOperation.Action.RUN_NOW)))
                .containsExactly(run);
    }

    private Operation ended(NewOperation operation) throws InterruptedException {
        Operation ended =
                client.operations().await(client.operations().start(operation).id(), LONG);
        assertThat(ended.status()).as("%s", ended).isEqualTo("done");
        return ended;
    }

    @Test
    void aFinalTaskIsDeletedOnce() throws Exception {
        long id = client.submit(NewTask.of("greet", new Greet("world"))).id();
        ProblemException conflict = catchThrowableOfType(ProblemException.class, () -> client.delete(id));
        assertThat(conflict.kind()).isEqualTo("conflict");
        client.cancel(id);

        assertThat(client.delete(id)).isTrue();

        ProblemException missing = catchThrowableOfType(ProblemException.class, () -> client.get(id));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(client.delete(id)).isFalse();
    }

    /** The coordinator names a time of at least a second, which the client waits before it repeats. */
    @Test
    void aCallBeyondTheRateIsRepeatedAfterTheTimeThatTheCoordinatorNames() throws Exception {
        List<Submitted> submitted = new ArrayList<>();
        List<Duration> pauses = new CopyOnWriteArrayList<>();
        Pauses recorded = new Pauses() {
            @Override
            public long nanoTime() {
                return Pauses.SYSTEM.nanoTime();
            }

            @Override
            public void pause(Duration length) throws InterruptedException {
                pauses.add(length);
                Pauses.SYSTEM.pause(length);
            }

            @Override
            public double chance() {
                return 1;
            }
        };
        try (TaskqClient limited =
                builder().token(LIMITED.secret()).pauses(recorded).build()) {
            // The time of a submit on a busy machine may restore the quota.
            Eventually.until(LONG, () -> {
                submitted.add(uninterrupted(() -> limited.submit(NewTask.of("greet", new Greet("often")))));
                return !pauses.isEmpty();
            });
        }
        assertThat(pauses).allMatch(pause -> pause.compareTo(Duration.ofSeconds(1)) >= 0);
        assertThat(submitted).noneMatch(Submitted::replayed);
        assertThat(client.list(ALL_GREETS)).hasSameSizeAs(submitted);
    }

    /** The coordinator stores the task; its answer is lost; the repeat finds the task under the client's key. */
    @Test
    void aSubmitWhoseAnswerIsLostIsStoredOnce() throws Exception {
        network.traffic(Traffic.SILENT_TO_CLIENT);
        FutureTask<Submitted> submit = begin(() -> client.submit(NewTask.of("greet", new Greet("once"))));
        Eventually.until(LONG, () -> stored() == 1);

        network.cut();
        network.traffic(Traffic.FREE);

        Submitted submitted = submit.get(LONG.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(submitted.replayed()).isTrue();
        assertThat(client.list(ALL_GREETS)).extracting(Task::id).containsExactly(submitted.id());
    }

    @Test
    void aBatchWhoseAnswerIsLostIsStoredOnce() throws Exception {
        network.traffic(Traffic.SILENT_TO_CLIENT);
        List<NewTask> tasks = List.of(NewTask.of("greet", new Greet("1")), NewTask.of("greet", new Greet("2")));
        FutureTask<List<Submitted>> submit = begin(() -> client.submitAll(tasks));
        Eventually.until(LONG, () -> stored() == 2);

        network.cut();
        network.traffic(Traffic.FREE);

        assertThat(submit.get(LONG.toMillis(), TimeUnit.MILLISECONDS)).allMatch(Submitted::replayed);
        assertThat(client.list(ALL_GREETS)).hasSize(2);
    }

    /** Connections are cut all the time: in the middle of a submit, before it, after it. */
    @Test
    void eachSubmitOverANetworkThatCutsIsStoredOnce() throws Exception {
        int callers = 4;
        int each = 25;
        List<FutureTask<Integer>> submits = IntStream.range(0, callers)
                .mapToObj(caller -> begin(() -> {
                    for (int i = 0; i < each; i++) {
                        client.submit(NewTask.of("greet", new Greet(caller + "-" + i)));
                    }
                    return each;
                }))
                .toList();
        while (!submits.stream().allMatch(FutureTask::isDone)) {
            network.connections().stream().findFirst().ifPresent(connection -> connection.cut());
            // The pace of the cuts. Without a pause no call would ever pass between two of them.
            Thread.sleep(5);
        }

        for (FutureTask<Integer> submit : submits) {
            assertThat(submit.get()).isEqualTo(each);
        }
        assertThat(network.accepted()).as("connections").isGreaterThan(callers);
        assertThat(client.list(ALL_GREETS)).hasSize(callers * each);
    }

    @Test
    void aWaitGoesOnOverANewConnection() throws Exception {
        long id = client.submit(NewTask.of("greet", new Greet("world"))).id();
        FutureTask<Task> wait = begin(() -> client.await(id, LONG));
        Eventually.until(LONG, () -> !network.connections().isEmpty());
        network.cut();
        try (Agent agent = agent()) {
            agent.start();
            assertThat(wait.get(LONG.toMillis(), TimeUnit.MILLISECONDS).isFinal())
                    .isTrue();
        }
    }

    @Test
    void whatCannotConnectWasNotSent() {
        network.close();
        try (TaskqClient once = builder().retries(Retries.NONE).build()) {
            NoAnswerException failure = catchThrowableOfType(
                    NoAnswerException.class, () -> once.submit(NewTask.of("greet", new Greet("never"))));
            assertThat(failure.isWithoutEffect()).isTrue();
            assertThat(failure).hasMessageMatching("http://\\S+:\\d+ cannot be reached: .*refused.*");
        }
        assertThat(stored()).isZero();
    }

    private TypeInfo type(String name) {
        return uninterrupted(() -> client.types().get(name));
    }

    private static <T> T uninterrupted(Callable<T> call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private int stored() {
        return coordinator
                .list(dev.taskq.TaskFilter.ALL, Optional.empty(), 1_000)
                .tasks()
                .size();
    }

    private static <T> FutureTask<T> begin(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void schedulesArePutReadRunAndDeleted() throws Exception {
        Schedules schedules = client.schedules();
        NewSchedule nightly = NewSchedule.of(
                        "nightly", new NewSchedule.Recurrence.Cron("@daily", "Europe/Berlin"), "greet")
                .withParams(new Greet("Ada"))
                .withMaxAttempts(3)
                .withTimeout(Duration.ofSeconds(90))
                .withCatchUp(new NewSchedule.CatchUp.Skip())
                .withOverlap(NewSchedule.Overlap.SKIP);

        Schedule put = schedules.put(nightly);
        Schedule often =
                schedules.put(NewSchedule.of("often", new NewSchedule.Recurrence.Every(Duration.ofMinutes(15)), "greet")
                        .withCatchUp(new NewSchedule.CatchUp.All(5)));

        assertThat(schedules.put(nightly)).isEqualTo(put);
        assertThat(schedules.get("nightly")).isEqualTo(put);
        assertThat(put.cron()).contains("@daily");
        assertThat(put.zone()).contains("Europe/Berlin");
        assertThat(put.params().orElseThrow().as(Greet.class)).isEqualTo(new Greet("Ada"));
        assertThat(put.maxAttempts()).hasValue(3);
        assertThat(put.timeout()).contains(Duration.ofSeconds(90));
        assertThat(put.catchUp()).isEqualTo("skip");
        assertThat(put.catchUpMax()).isEmpty();
        assertThat(put.overlap()).isEqualTo("skip");
        assertThat(put.nextFireAt()).isPresent();
        assertThat(often.every()).contains(Duration.ofMinutes(15));
        assertThat(often.maxAttempts()).isEmpty();
        assertThat(often.timeout()).isEmpty();
        assertThat(often.catchUp()).isEqualTo("all");
        assertThat(often.overlap()).isEqualTo("allow");
        assertThat(schedules.put(new NewSchedule(
                        often.name(),
                        new NewSchedule.Recurrence.Every(often.every().orElseThrow()),
                        often.type(),
                        often.params().orElseThrow().tree(),
                        often.maxAttempts(),
                        often.timeout(),
                        new NewSchedule.CatchUp.All(often.catchUpMax().orElseThrow()),
                        NewSchedule.Overlap.ALLOW)))
                .isEqualTo(often);
        assertThat(schedules.list().map(Schedule::name)).containsExactly("nightly", "often");
        assertThat(schedules.pause("nightly").paused()).isTrue();
        assertThat(schedules.resume("nightly").paused()).isFalse();
        long task = schedules.run("nightly");
        assertThat(client.get(task).type()).isEqualTo("greet");
        assertThat(schedules.get("nightly").last().task()).hasValue(task);
        assertThatThrownBy(() -> schedules.run("nightly"))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.status()).isEqualTo(409));
        assertThat(schedules.delete("nightly")).isTrue();
        assertThat(schedules.delete("nightly")).isFalse();
    }
}
