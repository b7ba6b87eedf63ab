package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.CancelResult;
import dev.taskq.NewTask;
import dev.taskq.Task;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.Purge;
import dev.taskq.spi.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tasks leave the table tasks when they succeed, and what still finds them. */
class SucceededTasksTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String SUCCEEDED = "succeeded_tasks";
    private static final String REST = "tasks";

    private final Database database = new Database(DATABASE.config(), Optional.empty(), Optional.empty());
    private PostgresTaskStore store;
    private long session;
    private long token;

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws SQLException {
        DATABASE.clear();
        store = DATABASE.open();
        session = Tasks.openAgent(store);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        DATABASE.closeOpened();
    }

    private List<Long> succeed(List<Long> ids) {
        long claim = ++token;
        store.dispatch().claim(Tasks.claim(session, claim, ids));
        List<Completion> completions =
                ids.stream().map(id -> Tasks.succeeded(id, session, claim)).toList();
        assertThat(store.completions().complete(completions))
                .allMatch(result -> result instanceof CompletionResult.Recorded);
        return ids;
    }

    private long succeed(NewTask task) {
        store.types().register(List.of(task.type()));
        Inserted inserted =
                store.submissions().insert(List.of(Tasks.insert(task))).getFirst();
        return succeed(List.of(inserted.id())).getFirst();
    }

    private static List<String> tables(List<Long> ids) throws SQLException {
        return DATABASE.query(
                "select c.relname from taskq.tasks t join pg_class c on c.oid = t.tableoid where t.id in ("
                        + String.join(", ", ids.stream().map(String::valueOf).toList()) + ") order by t.id");
    }

    @Test
    void successLeavesTheTable() throws Exception {
        List<Long> ids = succeed(Tasks.submit(store, 3));

        assertThat(tables(ids)).containsExactly(SUCCEEDED, SUCCEEDED, SUCCEEDED);
        assertThat(store.submissions().find(ids))
                .extracting(Task::status)
                .containsOnly(TaskStatus.SUCCEEDED)
                .hasSize(3);
    }

    @Test
    void successUnderAKeyTakesItsKeyAlong() throws Exception {
        long id = succeed(Tasks.task().withIdempotencyKey("key"));

        assertThat(tables(List.of(id))).containsExactly(SUCCEEDED);
        assertThat(DATABASE.query("select idempotency_key from taskq.succeeded_tasks where body_hash is not null"))
                .containsExactly("key");
    }

    @Test
    void successUnderAKeyOfATransactionStaysBecauseAnOldSnapshotMustMeetIt() throws Exception {
        store.types().register(List.of(Tasks.TYPE));
        long keyed = store.submissions()
                .insert(List.of(Tasks.insert(Tasks.task().withIdempotencyKey("key"))))
                .getFirst()
                .id();
        long unkeyed = Tasks.submit(store, 1).getFirst();
        DATABASE.execute("update taskq.tasks set transactional = true");

        succeed(List.of(keyed, unkeyed));

        assertThat(tables(List.of(keyed, unkeyed))).containsExactly(REST, SUCCEEDED);
    }

    @Test
    void keyOfATransactionIsAnotherThanThatOfASubmit() throws Exception {
        store.types().register(List.of(Tasks.TYPE));
        List<Insert> submit = List.of(Tasks.insert(Tasks.task().withIdempotencyKey("key")));
        long ofTransaction = store.submissions().insert(submit).getFirst().id();
        DATABASE.execute("update taskq.tasks set transactional = true");

        Inserted other = store.submissions().insert(submit).getFirst();

        assertThat(other.replayed()).isFalse();
        assertThat(other.id()).isNotEqualTo(ofTransaction);
    }

    @Test
    void successOfAScheduleStaysSoThatNoFireIsRepeated() throws Exception {
        List<Long> ids = Tasks.submit(store, 1);
        DATABASE.execute("update taskq.tasks set schedule = 'daily', fire_at = created_at");

        succeed(ids);

        assertThat(tables(ids)).containsExactly(REST);
    }

    @Test
    void successWithLongParamsStaysSoThatTheyAreNotWrittenAgain() throws Exception {
        String room = "x".repeat(1_000 - "{\"a\": \"\"}".length());
        long fits = succeed(NewTask.of(Tasks.TYPE, "{\"a\": \"" + room + "\"}"));
        long doesNot = succeed(NewTask.of(Tasks.TYPE, "{\"a\": \"" + room + "x\"}"));

        assertThat(tables(List.of(fits, doesNot))).containsExactly(SUCCEEDED, REST);
    }

    @Test
    void noOtherEndLeavesTheTable() throws Exception {
        List<Long> ids = Tasks.submit(store, 3);
        store.submissions().cancel(List.of(ids.getFirst()));
        long failing = ids.get(1);
        store.dispatch().claim(Tasks.claim(session, 1, List.of(failing)));
        Verdict failed = new Verdict(TaskStatus.FAILED, Duration.ZERO, 1, 0, 0);
        store.completions()
                .complete(List.of(new Completion(
                        failing,
                        new Holder(session, 1),
                        failed,
                        AttemptOutcome.FAILED,
                        Optional.empty(),
                        Optional.of("broken"),
                        true)));

        assertThat(tables(ids)).containsExactly(REST, REST, REST);
        assertThat(store.submissions().statuses(ids))
                .isEqualTo(Map.of(
                        ids.get(0), TaskStatus.CANCELLED, failing, TaskStatus.FAILED, ids.get(2), TaskStatus.QUEUED));
    }

    @Test
    void deletionTouchesNoRowAtTheSamePlaceOfTheOtherTable() throws Exception {
        DATABASE.execute("truncate taskq.tasks");
        List<Long> waiting = Tasks.submit(store, 10);
        List<Long> succeeded = succeed(Tasks.submit(store, 10));
        assertThat(samePlaces()).containsExactly("10");

        store.submissions().delete(succeeded);

        assertThat(store.submissions().statuses(succeeded)).isEmpty();
        assertThat(store.submissions().statuses(waiting)).hasSize(10);
    }

    @Test
    void purgingTouchesNoRowAtTheSamePlaceOfTheOtherTable() throws Exception {
        DATABASE.execute("truncate taskq.tasks");
        List<Long> waiting = Tasks.submit(store, 10);
        List<Long> succeeded = succeed(Tasks.submit(store, 10));
        // An update would give the rows other places, so they are past their retention at once.
        assertThat(samePlaces()).containsExactly("10");

        store.completions().purge(new Purge(0, 100, Duration.ZERO, Duration.ZERO));

        assertThat(store.submissions().statuses(succeeded)).isEmpty();
        assertThat(store.submissions().statuses(waiting)).hasSize(10);
    }

    /** How many of the first rows have the same place in both tables. */
    private static List<String> samePlaces() throws SQLException {
        return DATABASE.query(
                "select count(*) from only taskq.tasks t join taskq.succeeded_tasks s on s.ctid = t.ctid");
    }

    @Test
    void purgingGoesAlongTheIdsOfBothTables() throws Exception {
        List<Long> ids = Tasks.submit(store, 6);
        List<Long> succeeded = List.of(ids.get(0), ids.get(2), ids.get(4));
        store.submissions().cancel(List.of(ids.get(1), ids.get(3), ids.get(5)));
        succeed(succeeded);
        DATABASE.execute("update taskq.tasks set finished_at = 'epoch', created_at = 'epoch'");

        List<Integer> deleted = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        OptionalLong next = OptionalLong.of(0);
        for (int i = 0; i < 3; i++) {
            var purged = store.completions()
                    .purge(new Purge(next.orElseThrow(), 2, Duration.ofDays(7), Duration.ofDays(30)));
            deleted.add(purged.deleted());
            next = purged.next();
            ends.add(next.orElseThrow());
        }

        assertThat(deleted).containsExactly(2, 2, 2);
        assertThat(ends).containsExactly(ids.get(1), ids.get(3), ids.get(5));
    }

    @Test
    void purgingBeginsBehindAnIdInBothTables() throws Exception {
        List<Long> ids = succeed(Tasks.submit(store, 3));
        DATABASE.execute("update taskq.tasks set finished_at = 'epoch', created_at = 'epoch'");

        store.completions().purge(new Purge(ids.get(1), 100, Duration.ofDays(7), Duration.ofDays(30)));

        assertThat(store.submissions().statuses(ids)).containsOnlyKeys(ids.get(0), ids.get(1));
    }

    @Test
    void purgingBehindTasksThatAreKept() throws Exception {
        List<Long> kept = succeed(Tasks.submit(store, 3));
        List<Long> past = Tasks.submit(store, 1);
        store.submissions().cancel(past);
        DATABASE.execute("update taskq.tasks set created_at = 'epoch'");
        DATABASE.execute("update only taskq.tasks set finished_at = 'epoch'");

        var purged = store.completions().purge(new Purge(kept.getLast(), 2, Duration.ofDays(7), Duration.ofDays(30)));

        assertThat(purged.deleted()).isEqualTo(1);
    }

    @Test
    void listGoesThroughBothTablesNewestFirst() {
        List<Long> ids = Tasks.submit(store, 6);
        succeed(List.of(ids.get(0), ids.get(2), ids.get(4)));

        TaskPage page = new TaskLister(database).list(TaskFilter.ALL, Optional.empty(), 4, 100, CallerWait.unbounded());
        TaskPage rest = new TaskLister(database).list(TaskFilter.ALL, page.next(), 4, 100, CallerWait.unbounded());

        assertThat(page.tasks())
                .extracting(Task::id)
                .containsExactlyElementsOf(ids.reversed().subList(0, 4));
        assertThat(rest.tasks())
                .extracting(Task::id)
                .containsExactlyElementsOf(ids.reversed().subList(4, 6));
    }

    @Test
    void successWhoseIdAnotherOneHasStaysAndHoldsUpNoOther() throws Exception {
        long taken = succeed(Tasks.submit(store, 1)).getFirst();
        List<Long> ids = submitFrom(taken, 2);

        succeed(ids);

        assertThat(ids).containsExactly(taken, taken + 1);
        assertThat(tables(List.of(taken))).containsExactlyInAnyOrder(REST, SUCCEEDED);
        assertThat(tables(List.of(taken + 1))).containsExactly(SUCCEEDED);
    }

    @Test
    void taskWhoseIdASucceededOneHasHidesNoOther() throws Exception {
        long taken = succeed(Tasks.submit(store, 1)).getFirst();
        List<Long> ids = submitFrom(taken, 2);

        assertThat(store.submissions().statuses(ids))
                .isEqualTo(Map.of(taken, TaskStatus.QUEUED, taken + 1, TaskStatus.QUEUED));
        assertThat(store.inspections().marks(ids))
                .hasSize(2)
                .allSatisfy((id, mark) -> assertThat(mark.status()).isEqualTo(TaskStatus.QUEUED));
        assertThat(store.submissions().cancel(ids)).allMatch(result -> result instanceof CancelResult.Cancelled);
    }

    @Test
    void successWhoseIdAnotherOneHasEndsNoTransactionOfAnApplication() throws Exception {
        long taken = succeed(Tasks.submit(store, 1)).getFirst();
        List<Long> ids = submitFrom(taken, 2);
        long claim = ++token;
        store.dispatch().claim(Tasks.claim(session, claim, ids));

        try (Connection connection = DATABASE.connect()) {
            connection.setAutoCommit(false);
            for (long id : ids) {
                assertThat(store.completions().completeIn(connection, Tasks.succeeded(id, session, claim)))
                        .isInstanceOf(CompletionResult.Recorded.class);
            }
            connection.commit();
        }

        assertThat(tables(List.of(taken))).containsExactlyInAnyOrder(REST, SUCCEEDED);
        assertThat(tables(List.of(taken + 1))).containsExactly(SUCCEEDED);
    }

    /** Submits after the sequence was set back, as by a restore that leaves it out. */
    private List<Long> submitFrom(long id, int number) throws SQLException {
        DATABASE.execute("select setval('taskq.tasks_id_seq', %d, false)".formatted(id));
        return Tasks.submit(store, number);
    }

    @Test
    void pagesOfSucceededTasksAreFull() throws Exception {
        for (int round = 0; round < 40; round++) {
            succeed(Tasks.submit(store, 50));
        }

        assertThat(DATABASE.query("select sum(pg_column_size(t.*)) > 0.85 * pg_relation_size('taskq.succeeded_tasks')"
                        + " from taskq.succeeded_tasks t"))
                .containsExactly("t");
    }
}
