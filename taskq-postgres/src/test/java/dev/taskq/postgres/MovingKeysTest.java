package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.StoreBusyException;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Purge;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One key gives one task, also while its task moves to the succeeded tasks or is deleted there. */
class MovingKeysTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migratedForItself();

    private static final int SUBMITTERS = 4;
    private static final int SUBMITS = 250;
    private static final List<String> KEYS = List.of("a", "b", "c");

    private final AtomicLong tokens = new AtomicLong();
    private PostgresTaskStore store;

    @BeforeEach
    void open() {
        store = DATABASE.open();
        store.types().register(List.of(Tasks.TYPE));
    }

    @AfterEach
    void dropGate() throws SQLException {
        DATABASE.execute("drop schema if exists gate cascade");
    }

    private Inserted submit(String key) {
        NewTask task = Tasks.task().withIdempotencyKey(key);
        return store.submissions().insert(List.of(Tasks.insert(task))).getFirst();
    }

    private void succeed(long session, long id) {
        long token = tokens.incrementAndGet();
        store.dispatch().claim(Tasks.claim(session, token, List.of(id)));
        store.completions().complete(List.of(Tasks.succeeded(id, session, token)));
    }

    private void purge() {
        store.completions().purge(new Purge(0, 1_000, Duration.ZERO, Duration.ZERO));
    }

    private static List<String> tasksOf(String key) throws SQLException {
        return DATABASE.query("select id from taskq.tasks where idempotency_key = '" + key + "'");
    }

    @Test
    void keyOfATaskThatHasMovedIsTakenUntilTheTaskIsDeleted() throws Exception {
        long session = Tasks.openAgent(store);
        long first = submit("a").id();
        succeed(session, first);

        Inserted again = submit("a");
        purge();
        Inserted later = submit("a");

        assertThat(again.id()).isEqualTo(first);
        assertThat(again.replayed()).isTrue();
        assertThat(later.id()).isNotEqualTo(first);
        assertThat(later.replayed()).isFalse();
    }

    @Test
    void keyIsTakenWhileTheMoveIsNotCommitted() throws Exception {
        long session = Tasks.openAgent(store);
        long first = submit("a").id();
        store.dispatch().claim(Tasks.claim(session, 1, List.of(first)));
        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            store.completions().completeIn(connection, Tasks.succeeded(first, session, 1));

            assertThat(submit("a").id()).isEqualTo(first);
            connection.commit();
        }

        assertThat(submit("a").id()).isEqualTo(first);
    }

    /** The first row to be stored from now on waits until the gate is opened. Its statement does not see what is committed until then. */
    private static void closeGate() throws SQLException {
        DATABASE.execute("create schema gate");
        DATABASE.execute("create sequence gate.arrivals");
        DATABASE.execute("create table gate.state as select false as is_open");
        DATABASE.execute("""
                create function gate.wait() returns trigger language plpgsql as $$
                begin
                  if nextval('gate.arrivals') = 1 then
                    while not (select s.is_open from gate.state s) loop
                      perform pg_sleep(0.01);
                    end loop;
                  end if;
                  return new;
                end $$""");
        DATABASE.execute("create trigger gate before insert on taskq.tasks for each row execute function gate.wait()");
        DATABASE.execute("grant usage on schema gate to public");
        DATABASE.execute("grant all on gate.arrivals, gate.state to public");
    }

    private static boolean hasArrived() {
        try {
            return DATABASE.query("select is_called from gate.arrivals").equals(List.of("t"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** A submit that has begun, and stores its row once the gate is opened. */
    private FutureTask<Inserted> submitToTheGate(String key) throws Exception {
        closeGate();
        FutureTask<Inserted> slow = Waits.start(() -> submit(key));
        Eventually.until(TestTimeouts.LONG, MovingKeysTest::hasArrived);
        return slow;
    }

    private static void openGate() throws SQLException {
        DATABASE.execute("update gate.state set is_open = true");
    }

    @Test
    void submitThatBeganBeforeTheWholeLifeOfATaskUnderItsKeyIsAReplay() throws Exception {
        long session = Tasks.openAgent(store);
        FutureTask<Inserted> slow = submitToTheGate("a");
        long first = submit("a").id();
        succeed(session, first);
        openGate();

        Inserted answer = Waits.soon(slow);

        assertThat(answer.id()).isEqualTo(first);
        assertThat(answer.replayed()).isTrue();
        assertThat(tasksOf("a")).containsExactly(Long.toString(first));
    }

    @Test
    void submitThatBeganBeforeTheLifeOfATaskThatIsDeletedStoresItsOwn() throws Exception {
        long session = Tasks.openAgent(store);
        FutureTask<Inserted> slow = submitToTheGate("a");
        long first = submit("a").id();
        succeed(session, first);
        purge();
        openGate();

        Inserted answer = Waits.soon(slow);

        assertThat(answer.replayed()).isFalse();
        assertThat(tasksOf("a")).containsExactly(Long.toString(answer.id()));
    }

    /** Each task that is stored succeeds at once, and is deleted soon, so that the keys are free again and again. */
    @Test
    void noKeyHasTwoTasksHoweverSubmitsMovesAndDeletionsMeet() throws Exception {
        AtomicLong stored = new AtomicLong();
        List<Future<?>> submitters = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < SUBMITTERS; i++) {
                submitters.add(threads.submit(() -> submitAll(stored)));
            }
            Future<List<String>> doubles = threads.submit(() -> doublesUntil(submitters));
            while (!allDone(submitters)) {
                purge();
            }
            for (Future<?> submitter : submitters) {
                submitter.get();
            }
            assertThat(doubles.get()).isEmpty();
        }
        assertThat(stored.get()).isGreaterThan(KEYS.size());
    }

    private Void submitAll(AtomicLong stored) throws Exception {
        long session = Tasks.openAgent(store);
        for (int i = 0; i < SUBMITS; i++) {
            String key = KEYS.get(i % KEYS.size());
            Inserted row = patiently(() -> submit(key));
            if (!row.replayed()) {
                stored.incrementAndGet();
                succeed(session, row.id());
            }
        }
        return null;
    }

    /** Others may hold the key of a task at each try. */
    private static Inserted patiently(Callable<Inserted> submit) throws Exception {
        while (true) {
            try {
                return submit.call();
            } catch (StoreBusyException e) {
                Thread.onSpinWait();
            }
        }
    }

    private static List<String> doublesUntil(List<Future<?>> others) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DATABASE.connect()) {
            while (!allDone(others)) {
                found.addAll(TestDatabase.query(
                        connection,
                        "select idempotency_key from taskq.tasks group by idempotency_key having count(*) > 1"));
            }
        }
        return found;
    }

    private static boolean allDone(List<Future<?>> tasks) {
        return tasks.stream().allMatch(Future::isDone);
    }
}
