package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.TaskFilter;
import dev.taskq.TaskPage;
import dev.taskq.TimeWindow;
import dev.taskq.postgres.Explained.Cost;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Purge;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What lists, operations and purging read of tables that have grown, beside a transaction that stays open, so that no vacuum removes the entries of rows
 * that have moved to succeeded_tasks. The planner has no statistics beyond the sizes of the tables.
 */
class GrownTablesTest {
    private static final int ROWS = 20_000;
    private static final int STEP = 100;
    /** Of the pages that the rows fill, about 1,300 in tasks and 700 in succeeded_tasks. */
    private static final int FEW = 400;

    private TestDatabase grown;
    private Explained explained;
    private Database database;

    @BeforeEach
    void open() {
        grown = TestDatabase.migratedForItself();
        explained = new Explained(ConnectionSettings.pooled(grown.config()));
        database = new Database(grown.config(), explained.dataSource(), Optional.empty(), Optional.empty());
        database.read(connection -> 0);
        explained.costs();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        grown.close();
    }

    private void fill() throws SQLException {
        grown.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, finished_at, type, caller, correlation_id, payload)
                select 'succeeded', a.at, a.at, a.at, a.at, 'a', 'c', '', '{}'
                from generate_series(1, %d) n cross join lateral (
                  select clock_timestamp() - interval '1 hour' + n * interval '1 microsecond' as at) a
                """.formatted(ROWS));
    }

    /** Fills tasks, and moves all to succeeded_tasks while a transaction sees them in tasks. */
    private void fillAndMove() throws SQLException {
        fill();
        keepDeadEntries();
        grown.execute("with moved as (delete from only taskq.tasks returning *)"
                + " insert into taskq.succeeded_tasks select * from moved");
        assertThat(grown.query("select count(*) from only taskq.tasks")).containsExactly("0");
    }

    /** By a transaction that is forgotten. */
    private void keepDeadEntries() throws SQLException {
        Connection forgotten = grown.connect();
        forgotten.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        forgotten.setAutoCommit(false);
        try (Statement statement = forgotten.createStatement()) {
            statement.execute("select from taskq.lease");
        }
    }

    /** The cost of the read of the first step of an operation. */
    private Cost read(NewOperation operation, int rows, String statement) {
        PostgresOperations operations = new PostgresOperations(database, 1);
        long id = operations.start(operation).id();
        explained.costs();
        assertThat(operations.advance(new Advance(id, rows, rows, false)).effects())
                .isEmpty();
        return explained.costs().stream()
                .filter(cost -> cost.name().contains(statement))
                .findFirst()
                .orElseThrow();
    }

    private TaskPage list(TaskFilter filter) {
        return new TaskLister(database).list(filter, Optional.empty(), 10, STEP, CallerWait.unbounded());
    }

    private void purge() {
        new PostgresCompletions(database, 1).purge(new Purge(0, STEP, Duration.ofDays(7), Duration.ofDays(30)));
    }

    private void assertFewWereRead() {
        assertThat(explained.costs()).singleElement().satisfies(cost -> {
            assertThat(cost.tasks()).as(cost.plan()).isLessThanOrEqualTo(4 * STEP);
            assertThat(cost.buffers()).as(cost.plan()).isLessThan(FEW);
        });
    }

    @Test
    void listGoesNoFurtherInTasksThanInSucceededTasks() throws Exception {
        fillAndMove();

        assertThat(list(TaskFilter.ALL).tasks()).hasSize(10);

        assertFewWereRead();
    }

    @Test
    void listOfTasksThatDoNotMoveReadsNoSucceededTask() throws Exception {
        fillAndMove();

        assertThat(list(TaskFilter.ALL.withSchedule("s")).tasks()).isEmpty();
        assertFewWereRead();
        assertThat(list(TaskFilter.ALL.withCaller("c").withIdempotencyKey("k")).tasks())
                .isEmpty();
        assertFewWereRead();
    }

    @Test
    void listByAKeyOfAnyCallerReadsNoMoreThanItMay() throws Exception {
        fillAndMove();

        assertThat(list(TaskFilter.ALL.withIdempotencyKey("k")).tasks()).isEmpty();

        assertFewWereRead();
    }

    @Test
    void listOfAWindowReadsNoMoreOfTasksThanItMay() throws Exception {
        fill();
        TimeWindow past = new TimeWindow(Optional.empty(), Optional.of(Instant.now()));

        assertThat(list(TaskFilter.ALL.withCreated(past)).tasks()).hasSize(10);

        assertFewWereRead();
    }

    @Test
    void purgingGoesNoFurtherInTasksThanInSucceededTasks() throws Exception {
        fillAndMove();

        purge();

        assertFewWereRead();
    }

    @Test
    void purgingReadsNoMoreOfTasksThanItMay() throws Exception {
        fill();

        purge();

        assertFewWereRead();
    }

    @Test
    void operationGoesNoFurtherInTasksThanAlongTheIndexOfSucceededTasks() throws Exception {
        fillAndMove();

        Cost cost = read(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL), STEP / 10, "farthest");

        // As many entries of one of the tables, once, and no row of the other.
        assertThat(cost.tasks()).as(cost.plan()).isLessThanOrEqualTo(STEP);
        assertThat(cost.buffers()).as(cost.plan()).isLessThan(FEW);
    }

    private void fillWithScheduled() throws SQLException {
        grown.execute("""
                insert into taskq.tasks (status, created_at, updated_at, started_at, run_at, type, caller, correlation_id, payload)
                select 'scheduled', a.at, a.at, a.at, a.at, 'a', 'c', '', '{}'
                from generate_series(1, %d) n cross join (select clock_timestamp() as at) a
                """.formatted(ROWS));
    }

    @Test
    void noMoreScheduledTasksOfATypeAreReadThanAStepHandles() throws Exception {
        fillWithScheduled();
        NewOperation counting = NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL.withType("a"));
        PostgresOperations operations = new PostgresOperations(database, 1);
        long id = operations.start(counting.asDryRun()).id();
        explained.costs();

        operations.advance(new Advance(id, 10 * STEP, STEP, false));

        // By the index, and once more by id.
        assertThat(explained.costs().stream().mapToLong(Cost::tasks).sum()).isEqualTo(2 * STEP);
    }

    @Test
    void scheduledTasksOfATypeAreReadInABoundedRangeOfIds() throws Exception {
        fillWithScheduled();
        keepDeadEntries();
        grown.execute(
                "update taskq.tasks set status = 'queued', run_at = null, queued_at = created_at, hinted_at = created_at");

        Cost cost =
                read(NewOperation.of(OperationAction.RUN_NOW, TaskFilter.ALL.withType("a")), 2, "operations/scheduled");

        assertThat(cost.buffers()).as(cost.plan()).isLessThan(FEW);
    }
}
