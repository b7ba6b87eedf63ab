package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.Task;
import dev.taskq.TaskStatus;
import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimedTask;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Hint;
import dev.taskq.spi.History;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Operations;
import dev.taskq.spi.Position;
import dev.taskq.spi.SameProcess;
import dev.taskq.spi.Scan;
import dev.taskq.spi.ScanResult;
import dev.taskq.spi.Schedules;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The store under test, with short words for what the tests do with it. A test takes it as a parameter, and each test is given
 * one of its own. Its stores are closed after the test.
 */
public final class StoreFixture implements StorePort {
    static final String A = "type_a";
    static final String B = "type.b-2";
    static final String CALLER = "caller";
    static final Duration TIMEOUT = Duration.ofMinutes(1);
    static final Duration WEEK = Duration.ofDays(7);
    static final Duration MONTH = Duration.ofDays(30);
    static final String BACK = "it came back";
    static final Verdict SUCCEEDED = new Verdict(TaskStatus.SUCCEEDED, Duration.ZERO, 0, 0, 0);
    static final Verdict FAILED = new Verdict(TaskStatus.FAILED, Duration.ZERO, 1, 0, 0);
    static final Verdict LAST = new Verdict(TaskStatus.FAILED, Duration.ZERO, 0, 5, 0);
    static final Verdict AT_ONCE = new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, 1, 0);
    static final Verdict BACK_OFF = new Verdict(TaskStatus.SCHEDULED, Duration.ofMinutes(7), 1, 0, 0);

    private final StoreUnderTest adapter;
    private final StorePort store;
    private final List<StorePort> others = new ArrayList<>();

    private StoreFixture(StoreUnderTest adapter, StorePort store) {
        this.adapter = adapter;
        this.store = store;
    }

    /** Opens a store, and registers the two types of the tests. */
    static StoreFixture open(StoreUnderTest adapter) throws Exception {
        StoreFixture fixture = new StoreFixture(adapter, adapter.newStore());
        try {
            fixture.types().register(List.of(A, B));
            return fixture;
        } catch (RuntimeException e) {
            fixture.closeAll();
            throw e;
        }
    }

    // The store

    @Override
    public Submissions submissions() {
        return store.submissions();
    }

    @Override
    public Dispatch dispatch() {
        return store.dispatch();
    }

    @Override
    public Completions completions() {
        return store.completions();
    }

    @Override
    public Sessions sessions() {
        return store.sessions();
    }

    @Override
    public Types types() {
        return store.types();
    }

    @Override
    public Operations operations() {
        return store.operations();
    }

    @Override
    public Schedules schedules() {
        return store.schedules();
    }

    @Override
    public Inspections inspections() {
        return store.inspections();
    }

    @Override
    public AuditLog auditLog() {
        return store.auditLog();
    }

    @Override
    public History history() {
        return store.history();
    }

    @Override
    public SameProcess sameProcess() {
        return store.sameProcess();
    }

    @Override
    public Optional<Duration> oldestTransaction() {
        return store.oldestTransaction();
    }

    @Override
    public void proveWritable() {
        store.proveWritable();
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void close() {
        store.close();
    }

    /** Closes the store, and all others that the test has opened. */
    void closeAll() {
        close();
        others.forEach(StorePort::close);
    }

    // The hooks

    /** One more store on the same database, as another process has it. */
    StorePort another() throws Exception {
        StorePort other = adapter.newStore();
        others.add(other);
        return other;
    }

    AutoCloseable lockRow(long id) throws Exception {
        return adapter.lockRow(id);
    }

    AutoCloseable lockKey(String caller, String key) throws Exception {
        return adapter.lockKey(caller, key);
    }

    void age(long id, Duration by) throws Exception {
        adapter.age(id, by);
    }

    void ageLease(Duration by) throws Exception {
        adapter.ageLease(by);
    }

    void ageSchedules(Duration by) throws Exception {
        adapter.ageSchedules(by);
    }

    // Submissions

    static NewTask newTask(String type) {
        return NewTask.of(type, "{\"n\": 1}").withOrigin(new Origin(CALLER, "correlation-1", Optional.empty()));
    }

    static Insert insert(NewTask task) {
        return new Insert(task, task.idempotencyKey().isPresent() ? "hash of " + task.params() : "");
    }

    Inserted submitted(NewTask task) {
        return submissions().insert(List.of(insert(task))).get(0);
    }

    long submit(NewTask task) {
        return submitted(task).id();
    }

    long submit(String type) {
        return submit(newTask(type));
    }

    List<Long> submit(String type, int number) {
        List<Insert> inserts =
                IntStream.range(0, number).mapToObj(i -> insert(newTask(type))).toList();
        return submissions().insert(inserts).stream().map(Inserted::id).toList();
    }

    Task task(long id) {
        List<Task> found = submissions().find(List.of(id));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    TaskStatus status(long id) {
        return Objects.requireNonNull(submissions().statuses(List.of(id)).get(id), "no such task");
    }

    static NewSession agentNamed(String name) {
        return new NewSession(NewSession.Kind.AGENT, name, "host-1", List.of(A, B));
    }

    long agent() {
        return sessions().open(agentNamed("agent-1"));
    }

    /** Ends a session as lost, as it stands. */
    boolean lose(long session) {
        return lose(this, session);
    }

    static boolean lose(StorePort by, long session) {
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

    List<ClaimResult> claim(long session, long token, Long... ids) {
        return dispatch().claim(claimOf(session, token, Arrays.asList(ids)));
    }

    /** A task of type A that is run by the session under the token. */
    long running(long session, long token) {
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

    /** A completion that does not come from the handler. */
    static Completion taken(long id, long session, long token, Verdict verdict, AttemptOutcome outcome) {
        return new Completion(
                id, new Holder(session, token), verdict, outcome, Optional.empty(), Optional.of("taken back"), false);
    }

    CompletionResult end(Completion completion) {
        List<CompletionResult> results = completions().complete(List.of(completion));
        assertThat(results).hasSize(1);
        return results.get(0);
    }

    /** A task of type A that was run, and ended with this verdict. */
    long ended(Verdict verdict) {
        long session = agent();
        long id = running(session, 1);
        assertThat(end(completion(id, session, 1, verdict))).isInstanceOf(CompletionResult.Recorded.class);
        return id;
    }

    static Scan scan(String type, int rows, int max) {
        return new Scan(type, Position.START, Scan.NO_END, rows, max);
    }

    ScanResult found(Scan scan) {
        return dispatch().waiting(List.of(scan), 10_000).get(0);
    }

    List<Hint> waiting(String type) {
        return dispatch()
                .waiting(List.of(scan(type, 10_000, 10_000)), 10_000)
                .get(0)
                .queued();
    }

    List<Long> waitingIds(String type) {
        return waiting(type).stream().map(Hint::id).toList();
    }

    static Heartbeat heartbeatOf(long session, LeaseBid bid, Held... held) {
        return new Heartbeat(session, List.of(held), List.of(), false, bid);
    }

    HeartbeatAnswer heartbeat(long session, Held... held) {
        return sessions().heartbeat(heartbeatOf(session, LeaseBid.NONE, held));
    }

    Session session(long id) {
        return sessions().all().sessions().stream()
                .filter(session -> session.id() == id)
                .findFirst()
                .orElseThrow();
    }

    // Types

    TypeState type(String name) {
        List<TypeState> known = types().some(List.of(name));
        assertThat(known).hasSize(1);
        return known.get(0);
    }
}
