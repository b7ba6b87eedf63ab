package dev.taskq.agent;

import dev.taskq.NewTask;
import dev.taskq.Outcome;
import dev.taskq.Preset;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.engine.Intervals;
import dev.taskq.engine.QueueWatch;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.RunningTask;
import dev.taskq.spi.StorePort;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The parts of an agent, put together as {@link Agent} does, on a store and a queue in memory: for the tests of each of them. Its
 * session is open, and its first heartbeat went well.
 */
final class AgentFixture {
    static final String TYPE = "work";
    static final TaskType<Work> WORK = TaskType.of(TYPE, Work.class);
    static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** How long the facts of a leader are valid. */
    static final Duration VALID = Intervals.of(Preset.FAST_RECOVERY).factsValid();

    /** How many results the reporter keeps. */
    static final int MOST_RESULTS = 2;

    /** The params of a task. */
    record Work(int n) {}

    final AgentPlatform platform = new AgentPlatform();
    final MemoryDatabase database = new MemoryDatabase(platform::wallClock);
    final StorePort store = database.connect();
    final FaultyDispatch dispatch = new FaultyDispatch(store.dispatch());
    final FaultyCompletions completions = new FaultyCompletions(store.completions());
    final FaultyQueue queue = new FaultyQueue(platform);
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Signal pollerWakes = platform.newSignal();
    final Signal timekeeperWakes = platform.newSignal();
    final Signal reporterWakes = platform.newSignal();

    final Handlers handlers;
    final HistoryRecorder history = new HistoryRecorder();
    final AgentMetrics metrics;
    final SessionState state = new SessionState(platform);
    final HeldBytes bytes;
    final Checkpoints checkpoints;
    final HandlerTransactions transactions;
    final Executions executions;
    final Slots slots;
    final Capacity capacity;
    final QueueWatch watch;
    final Reporter reporter;
    final Runner runner;
    final Claims claims;
    final StoreScan scan;
    final Poller poller;
    private long tokens = 1_000_000;
    /** Whether the agent is woken for all tasks. */
    boolean isWoken;

    /** An agent of these handlers. */
    AgentFixture(int numberOfSlots, long memory, TaskHandler<?>... served) {
        handlers = new Handlers(List.of(served));
        metrics = new AgentMetrics(meters, handlers.types(), new RecentTypes(platform), history);
        bytes = new HeldBytes(memory, pollerWakes, reporterWakes);
        checkpoints = new Checkpoints(platform, CheckpointWriter.groupCommit(platform, "test", completions), bytes);
        transactions = new HandlerTransactions(platform, completions);
        executions = new Executions(platform, handlers, bytes, checkpoints, transactions, timekeeperWakes);
        slots = new Slots(platform, numberOfSlots, pollerWakes);
        capacity = new Capacity(slots, bytes, new Unrecorded(platform, MOST_RESULTS, pollerWakes));
        reporter = new Reporter(
                platform,
                CompletionWriter.groupCommit(platform, "test", completions),
                executions,
                capacity,
                new ReleasedHints(queue, store.sameProcess(), reporterWakes),
                reporterWakes,
                metrics);
        runner = runner(new AttemptEnds(platform, executions, reporter, true));
        claims = new Claims(platform, dispatch, state, capacity, executions, runner, metrics);
        scan = new StoreScan(
                platform, dispatch, state, executions::haveSuspect, () -> isWoken, Intervals.of(Preset.FAST_RECOVERY));
        watch = watch(queue);
        poller = poller(queue, watch);
        state.opened(store.sessions().open(new NewSession(NewSession.Kind.AGENT, "test", "host", handlers.types())));
        heartbeat();
    }

    /** An agent whose tasks all succeed. */
    AgentFixture(int numberOfSlots, long memory) {
        this(numberOfSlots, memory, TaskHandler.of(WORK, (context, work) -> Outcome.done()));
    }

    /** An agent whose tasks all succeed, with memory for all of them. */
    AgentFixture(int numberOfSlots) {
        this(numberOfSlots, Long.MAX_VALUE);
    }

    /** A runner that tells another than the reporter how handlers end. */
    Runner runner(Runner.Ended ended) {
        return new Runner(platform, "test", slots, ended, metrics);
    }

    /** What a poller knows of another queue. */
    QueueWatch watch(QueuePort from) {
        return new QueueWatch(platform, from, QueuePort.Use.TAKE, Duration.ofSeconds(5));
    }

    /** A poller that takes its hints from another queue. */
    Poller poller(QueuePort from, QueueWatch watched) {
        HintIntake intake = new HintIntake(platform, from, watched, handlers, state, claims, bytes, metrics);
        OwnProcessTasks ownProcess = new OwnProcessTasks(store.sameProcess(), handlers.types(), from, pollerWakes);
        ownProcess.open();
        return new Poller(handlers, state, capacity, claims, scan, intake, ownProcess, watched);
    }

    // What the store knows

    void heartbeat() {
        state.learn(answer());
    }

    /** A heartbeat that brings facts of the leader. */
    void heartbeat(LeaseFacts facts) {
        HeartbeatAnswer answer = answer();
        state.learn(new HeartbeatAnswer(
                answer.ended(),
                answer.leads(),
                answer.drain(),
                answer.cancelled(),
                answer.lost(),
                answer.types(),
                Optional.of(facts),
                answer.now()));
    }

    private HeartbeatAnswer answer() {
        return store.sessions()
                .heartbeat(new Heartbeat(state.session(), List.of(), handlers.types(), false, LeaseBid.NONE));
    }

    /** The leader ends the session; the agent has not heard of it. */
    void loseSession() {
        store.sessions().all().sessions().stream()
                .filter(session -> session.id() == state.session())
                .forEach(session -> database.connect().sessions().endLost(session.id(), session.heartbeats()));
    }

    // Tasks

    /** Queued tasks, of which the queue knows nothing. */
    List<Hint> submit(int number, String params) {
        return store
                .submissions()
                .insert(Collections.nCopies(number, new Insert(NewTask.of(TYPE, params), "")))
                .stream()
                .flatMap(inserted -> inserted.hint().stream())
                .toList();
    }

    List<Hint> submit(int number) {
        return submit(number, "{\"n\": 1}");
    }

    Hint submit() {
        return submit(1).getFirst();
    }

    /** Queued tasks with their hints. */
    List<Hint> submitHinted(int number) {
        List<Hint> hints = submit(number);
        queue.enqueue(hints);
        return hints;
    }

    Task task(long id) {
        return store.submissions().find(List.of(id)).getFirst();
    }

    TaskStatus status(Hint hint) {
        return task(hint.id()).status();
    }

    long hints() {
        return queue.length(List.of(TYPE)).getOrDefault(TYPE, 0L);
    }

    // Executions

    /** A task that was claimed, and takes a slot; its handler has not been called. */
    Execution claimed() {
        return claimed(TIMEOUT);
    }

    Execution claimed(Duration timeout) {
        Claim claim =
                new Claim(new Holder(state.session(), tokens++), List.of(new Claim.Item(submit().id(), 5, timeout)));
        ClaimResult.Claimed result =
                (ClaimResult.Claimed) store.dispatch().claim(claim).getFirst();
        return added(result.task(), handlers.of(TYPE));
    }

    /** An execution that the store does not know. */
    Execution execution(long id) {
        return execution(id, handlers.of(TYPE).handler());
    }

    Execution execution(long id, TaskHandler<?> handler) {
        return execution(id, new Counts(1, 0, 0, 0), "{\"n\": 1}", handler);
    }

    Execution execution(long id, Counts counts, String params, TaskHandler<?> handler) {
        RunningTask running = new RunningTask(
                id,
                TYPE,
                new Holder(state.session(), tokens++),
                counts,
                5,
                TIMEOUT,
                "correlation",
                Optional.empty(),
                platform.wallClock());
        return added(
                new ClaimedTask(
                        running,
                        params,
                        params.length(),
                        Optional.empty(),
                        platform.wallClock(),
                        platform.wallClock(),
                        Optional.empty()),
                Served.of(handler));
    }

    private Execution added(ClaimedTask task, Served<?> handler) {
        Execution execution = new Execution(platform, task, handler, checkpoints, transactions);
        executions.add(execution);
        slots.take(1);
        return execution;
    }
}
