package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.OperationStatus;
import dev.taskq.StoreRefusedException;
import dev.taskq.TaskFilter;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Operations;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rows of operations, in cases that only locks or many rows show. */
class PostgresOperationsTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final PostgresTaskStore store = DATABASE.open();

    private long start() {
        return store.operations()
                .start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL))
                .id();
    }

    /** The first read loads classes. Inside the transaction the table would be locked meanwhile, and the transaction idle. */
    @Test
    void firstStartReadsOnceBeforeItsTransaction() throws Exception {
        Explained explained = new Explained(ConnectionSettings.pooled(DATABASE.config()));
        try (Database database =
                new Database(DATABASE.config(), explained.dataSource(), Optional.empty(), Optional.empty())) {
            PostgresOperations operations = new PostgresOperations(database, 1);
            database.read(connection -> 0);
            List<String> statements = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                explained.costs();
                operations.start(NewOperation.of(OperationAction.CANCEL, TaskFilter.ALL));
                statements.add(explained.costs().getFirst().name());
            }

            assertThat(statements.getFirst()).startsWith("select ").contains("operations");
            assertThat(statements.getLast()).startsWith("/* taskq operations/running */");
        }
    }

    @Test
    void operationThatAnotherProcessWorksOnIsLeftToIt() throws Exception {
        long id = start();
        try (Connection other = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select id from taskq.operations for update");

            assertThat(store.operations().advance(new Advance(id, 10, 10, false)))
                    .isEqualTo(Advanced.NOTHING);
            // A closed connection gives its locks back a while later.
            other.rollback();
        }
        assertThat(store.operations().advance(new Advance(id, 10, 10, false)).operation())
                .map(operation -> operation.status())
                .contains(OperationStatus.DONE);
    }

    @Test
    void soManyOperationsAreKeptAndThoseThatRun() throws Exception {
        long running = start();
        DATABASE.execute("""
                insert into taskq.operations (
                  action, status, ids, dry_run, caller, correlation_id, last_task, created_at, finished_at)
                select 'delete', 'done', '{1}', false, '', '', 0, a.at, a.at
                from generate_series(1, %d) n cross join (select clock_timestamp() as at) a
                """.formatted(Operations.MOST_KEPT + 5));

        assertThat(store.operations().purge(Duration.ofDays(1))).isEqualTo(5);
        assertThat(store.operations().purge(Duration.ofDays(1))).isZero();
        assertThat(store.operations().running()).containsExactly(running);
    }

    /** Of ten thousand operations, a page reads those before its position, and with a caller those of the caller. */
    @Test
    void listIsServedByAnIndex() throws Exception {
        DATABASE.execute("""
                insert into taskq.operations (
                  action, status, ids, dry_run, caller, correlation_id, last_task, created_at, finished_at)
                select 'delete', 'done', '{1}', false, 'caller-' || n %% 500, '', 0, a.at, a.at
                from generate_series(1, %d) n cross join (select clock_timestamp() as at) a
                """.formatted(Operations.MOST_KEPT));
        DATABASE.execute("analyze taskq.operations");
        Explained explained = new Explained(ConnectionSettings.pooled(DATABASE.config()));
        try (Database database =
                new Database(DATABASE.config(), explained.dataSource(), Optional.empty(), Optional.empty())) {
            PostgresOperations operations = new PostgresOperations(database, 1);
            assertThat(operations
                            .list(OperationFilter.ALL, OptionalLong.empty(), 10, 1_000)
                            .operations())
                    .hasSize(10);
            assertThat(planOfTheList(explained)).contains("using operations_pkey on operations ");
            assertThat(operations
                            .list(OperationFilter.ALL.withCaller("caller-7"), OptionalLong.empty(), 1_000, 1_000)
                            .operations())
                    .hasSize(Operations.MOST_KEPT / 500);
            assertThat(planOfTheList(explained)).containsPattern("(on|using) operations_caller ");
        }
    }

    private static String planOfTheList(Explained explained) {
        return explained.costs().getFirst().plan();
    }

    @Test
    void listShowsAnOperationWithAConditionThatThisVersionDoesNotKnow() throws Exception {
        long id = start();
        DATABASE.execute("update taskq.operations set filter = filter || '{\"colour\": \"red\"}'");

        assertThat(store.operations()
                        .list(OperationFilter.ALL, OptionalLong.empty(), 10, 10)
                        .operations())
                .map(operation -> operation.id())
                .containsExactly(id);
    }

    @Test
    void conditionThatThisVersionDoesNotKnowIsNotLeftOut() throws Exception {
        long id = start();
        DATABASE.execute("update taskq.operations set filter = filter || '{\"colour\": \"red\"}'");

        assertThatThrownBy(() -> store.operations().advance(new Advance(id, 10, 10, false)))
                .isInstanceOf(StoreRefusedException.class);
    }
}
