package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Session;
import dev.taskq.spi.TaskStore;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What an adapter gives to have its store tested, and short words for the tests. */
abstract class StoreFixture {
    static final String A = "type_a";
    static final String B = "type.b-2";
    static final String CALLER = "caller";
    static final Duration TIMEOUT = Duration.ofMinutes(1);
    static final Verdict SUCCEEDED = new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0);
    static final Verdict FAILED = new Verdict(TaskStatus.FAILED, Duration.ZERO, 1, 0, 0);
    static final Verdict AT_ONCE = new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, 1, 0);
    static final Verdict BACK_OFF = new Verdict(TaskStatus.SCHEDULED, Duration.ofMinutes(7), 1, 0, 0);

    private final List<TaskStore> opened = new ArrayList<>();
    private @Nullable TaskStore first;

    /**
     * Makes a store: the first of a test on an empty database, every further one on the same database, as another process
     * has it.
     *
     * @return the store
     * @throws Exception if it cannot
     */
    protected abstract TaskStore newStore() throws Exception;

    /**
     * Holds a task's row as another open transaction does that updates it.
     *
     * @param id the task
     * @return what lets go of it
     * @throws Exception if it cannot
     */
    protected abstract AutoCloseable lockRow(long id) throws Exception;

    /**
     * Holds an idempotency key as another open transaction does that inserts it, and gives up in the end.
     *
     * @param caller whose key it is
     * @param key the key
     * @return what lets go of it, with no task stored
     * @throws Exception if it cannot
     */
    protected abstract AutoCloseable lockKey(String caller, String key) throws Exception;

    /**
     * Makes a task older: all times that its row has move back. Other tasks may grow older with it.
     *
     * @param id the task
     * @param by how much
     * @throws Exception if it cannot
     */
    protected abstract void age(long id, Duration by) throws Exception;

    /**
     * Moves the end of the lease. Tasks may grow older with it.
     *
     * @param by how far back; forth, if negative
     * @throws Exception if it cannot
     */
    protected abstract void ageLease(Duration by) throws Exception;

    @BeforeEach
    final void openStore() throws Exception {
        first = another();
        store().types().register(List.of(A, B));
    }

    @AfterEach
    final void closeStores() {
        opened.forEach(TaskStore::close);
    }

    /**
     * The store under test.
     *
     * @return the store
     */
    protected final TaskStore store() {
        return Objects.requireNonNull(first);
    }

    final TaskStore another() throws Exception {
        TaskStore store = newStore();
        opened.add(store);
        return store;
    }

    static NewTask newTask(String type) {
        return NewTask.of(type, "{\"n\": 1}").withOrigin(new Origin(CALLER, "correlation-1", Optional.empty()));
    }

    static Insert insert(NewTask task) {
        return new Insert(task, task.idempotencyKey().isPresent() ? "hash of " + task.params() : "");
    }

    final Inserted submitted(NewTask task) {
        return store().submissions().insert(List.of(insert(task))).get(0);
    }

    final long submit(NewTask task) {
        return submitted(task).id();
    }

    final long submit(String type) {
        return submit(newTask(type));
    }

    final List<Long> submit(String type, int number) {
        List<Insert> inserts =
                IntStream.range(0, number).mapToObj(i -> insert(newTask(type))).toList();
        return store().submissions().insert(inserts).stream().map(Inserted::id).toList();
    }

    final Task task(long id) {
        List<Task> found = store().submissions().find(List.of(id));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    final TaskStatus status(long id) {
        return Objects.requireNonNull(
                store().submissions().statuses(List.of(id)).get(id), "no such task");
    }

    static NewSession agentNamed(String name) {
        return new NewSession(NewSession.Kind.AGENT, name, "host-1", List.of(A, B));
    }

    final long agent() {
        return store().sessions().open(agentNamed("agent-1"));
    }

    /** Ends a session as lost, as it stands. */
    final boolean lose(long session) {
        return lose(store(), session);
    }

    static boolean lose(TaskStore by, long session) {
        long heartbeats = by.sessions().all().sessions().stream()
                .filter(known -> known.id() == session)
                .mapToLong(Session::heartbeats)
                .findFirst()
                .orElse(0);
        return by.sessions().endLost(session, heartbeats);
    }

    static Claim claimOf(long session, long token, List<Long> ids) {
        return new Claim(
                new Holder(session, token),
                ids.stream().map(id -> new Claim.Item(id, 5, TIMEOUT)).toList());
    }

    final List<ClaimResult> claim(long session, long token, Long... ids) {
        return store().dispatch().claim(claimOf(session, token, Arrays.asList(ids)));
    }

    /** A task of type A that is run by the session under the token. */
    final long running(long session, long token) {
        long id = submit(A);
        claimed(claim(session, token, id));
        return id;
    }

    static ClaimedTask claimed(List<ClaimResult> results) {
        assertThat(results).hasSize(1);
        assertThat(results.get(0)).isInstanceOf(ClaimResult.Claimed.class);
        return ((ClaimResult.Claimed) results.get(0)).task();
    }

    static Completion completion(long id, long session, long token, Verdict verdict) {
        boolean good = verdict.status() == TaskStatus.SUCCEEDED;
        return new Completion(
                id,
                new Holder(session, token),
                verdict,
                good ? AttemptOutcome.SUCCEEDED : AttemptOutcome.FAILED,
                good ? Optional.of("{\"done\": true}") : Optional.empty(),
                good ? Optional.empty() : Optional.of("went wrong"),
                true);
    }

    /** A completion that somebody else than the handler brings. */
    static Completion taken(long id, long session, long token, Verdict verdict, AttemptOutcome outcome) {
        return new Completion(
                id, new Holder(session, token), verdict, outcome, Optional.empty(), Optional.of("taken back"), false);
    }

    final CompletionResult end(Completion completion) {
        List<CompletionResult> results = store().completions().complete(List.of(completion));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    /** A task of type A that was run, and ended so. */
    final long ended(Verdict verdict) {
        long session = agent();
        long id = running(session, 1);
        assertThat(end(completion(id, session, 1, verdict))).isInstanceOf(CompletionResult.Recorded.class);
        return id;
    }

    static Scan scan(String type, int rows, int max) {
        return new Scan(type, Position.START, Scan.NO_END, rows, max);
    }

    final List<Hint> waiting(String type) {
        return store().dispatch()
                .waiting(List.of(scan(type, 10_000, 10_000)), 10_000)
                .get(0)
                .queued();
    }

    final List<Long> waitingIds(String type) {
        return waiting(type).stream().map(Hint::id).toList();
    }

    static Heartbeat heartbeatOf(long session, LeaseBid bid, Held... held) {
        return new Heartbeat(session, List.of(held), List.of(), false, bid);
    }

    final HeartbeatAnswer heartbeat(long session, Held... held) {
        return store().sessions().heartbeat(heartbeatOf(session, LeaseBid.NONE, held));
    }
}
