package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewTask;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A misconfigured server: no caller is told that its data is at fault. */
class TroubleTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String SEQUENCE = "taskq.tasks_id_seq";

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws Exception {
        DATABASE.clear();
    }

    @AfterEach
    void mend() throws Exception {
        DATABASE.closeOpened();
        DATABASE.execute("select setval('%s', (select greatest(max(id), 1) from taskq.tasks))".formatted(SEQUENCE));
        DATABASE.execute("alter role current_user reset array_nulls");
    }

    @Test
    void sequenceBehindItsRowsIsTheServersTrouble() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long id = Tasks.submit(store, 1).getFirst();
        String behind = "select setval('%s', %d, false)".formatted(SEQUENCE, id);

        DATABASE.execute(behind);
        assertThatThrownBy(store::proveWritable).isExactlyInstanceOf(StoreUnavailableException.class);
        assertUnavailable(store, Tasks.task());
        DATABASE.execute(behind);
        assertUnavailable(store, Tasks.task().withIdempotencyKey("key"));
    }

    @Test
    void sequenceAtItsEndIsTheServersTrouble() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        store.types().register(List.of(Tasks.TYPE));
        DATABASE.execute("select setval('%s', %d)".formatted(SEQUENCE, Long.MAX_VALUE));

        assertThatThrownBy(store::proveWritable).isExactlyInstanceOf(StoreUnavailableException.class);
        assertUnavailable(store, Tasks.task());
        assertUnavailable(store, Tasks.task().withIdempotencyKey("key"));
    }

    @Test
    void sequenceOfSessionsBehindItsRowsIsTheServersTrouble() throws Exception {
        long session = Tasks.openAgent(DATABASE.open());
        PostgresTaskStore another = DATABASE.open();
        DATABASE.execute("select setval('taskq.sessions_id_seq', %d, false)".formatted(session));

        assertThatThrownBy(() -> Tasks.openAgent(another)).isExactlyInstanceOf(StoreUnavailableException.class);
        assertThat(Tasks.openAgent(another)).isGreaterThan(session);
    }

    /** Messages in flight for the former session must not reach the new one. */
    @Test
    void sessionIdOfAProcessIsNotGivenToItAgainWhereItsSequenceIsSetBack() throws Exception {
        PostgresTaskStore store = DATABASE.open();
        long session = Tasks.openAgent(store);
        store.sessions().stop(session);
        store.sessions().clear(List.of(session));
        DATABASE.execute("select setval('taskq.sessions_id_seq', 1, false)");

        assertThat(Tasks.openAgent(store)).isEqualTo(session + 1);
        assertThat(Tasks.openAgent(DATABASE.open())).isEqualTo(session + 2);
    }

    @Test
    void roleWhoseArraysHaveNoNullsIsSetRightByOurConnections() throws Exception {
        DATABASE.execute("alter role current_user set array_nulls = off");

        assertThat(Tasks.submit(DATABASE.open(), 1)).hasSize(1);
    }

    @Test
    void roleWhoseArraysHaveNoNullsIsTheServersTroubleWhereWeCannotSetThem() throws Exception {
        DATABASE.execute("alter role current_user set array_nulls = off");
        PostgresConfig bare = DATABASE.config().withStartupOptions(false);
        PostgresTaskStore store = DATABASE.open(bare);
        store.types().register(List.of(Tasks.TYPE));

        assertUnavailable(store, Tasks.task());
        assertThat(ConnectionSettings.missing(ConnectionSettings.pooled(bare).getConnection()))
                .contains("array_nulls");
    }

    @Test
    void textThatIsNoJsonIsTheCallersFault() {
        PostgresTaskStore store = DATABASE.open();
        store.types().register(List.of(Tasks.TYPE));

        assertThatThrownBy(() -> store.submissions().insert(List.of(Tasks.insert(NewTask.of(Tasks.TYPE, "{")))))
                .isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() ->
                        store.submissions().insert(List.of(Tasks.insert(NewTask.of(Tasks.TYPE, "{\"n\": 1e999999}")))))
                .isInstanceOf(StoreRefusedException.class);
    }

    private static void assertUnavailable(PostgresTaskStore store, NewTask task) {
        assertThatThrownBy(() -> store.submissions().insert(List.of(Tasks.insert(task))))
                .isExactlyInstanceOf(StoreUnavailableException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(Failures.isTrouble(e)).isTrue());
    }
}
