package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewOperation;
import dev.taskq.OperationAction;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Progress;
import dev.taskq.spi.Purge;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What checkpoints and progress leave in the database. */
class CheckpointRowsTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private PostgresTaskStore store;
    private long session;

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
        DATABASE.closeOpened();
    }

    /** Tasks that have a checkpoint, have reported their progress, and run. */
    private List<Long> running(int number) {
        List<Long> ids = Tasks.submit(store, number);
        store.dispatch().claim(Tasks.claim(session, 1, ids));
        store.completions()
                .checkpoint(ids.stream()
                        .map(id -> new Checkpoint(id, new Holder(session, 1), "{\"n\": 1}", 8, 1))
                        .toList());
        store.sessions()
                .reportProgress(
                        session,
                        ids.stream()
                                .map(id -> new Progress(new Held(id, 1), 0.5, Optional.empty()))
                                .toList());
        return ids;
    }

    @Test
    void successRemovesTheCheckpoint() throws Exception {
        List<Long> ids = running(2);
        assertThat(DATABASE.query("select count(*) from taskq.tasks where checkpoint is not null"))
                .containsExactly("2");

        store.completions().complete(List.of(Tasks.succeeded(ids.get(0), session, 1)));

        assertThat(DATABASE.query("select id from taskq.tasks where checkpoint is not null"))
                .containsExactly(String.valueOf(ids.get(1)));
    }

    @Test
    void progressIsDeletedWithItsTask() throws Exception {
        List<Long> ids = running(4);
        store.completions()
                .complete(
                        ids.stream().map(id -> Tasks.succeeded(id, session, 1)).toList());

        store.submissions().delete(List.of(ids.get(0)));
        long operation = store.operations()
                .start(NewOperation.of(OperationAction.DELETE, List.of(ids.get(1))))
                .id();
        store.operations().advance(new Advance(operation, 10, 10, false));
        DATABASE.execute(
                "update taskq.tasks set finished_at = finished_at - interval '2 days' where id = " + ids.get(2));
        store.completions().purge(new Purge(0, 100, Duration.ofDays(1), Duration.ofDays(1)));

        assertThat(DATABASE.query("select task_id from taskq.task_progress"))
                .containsExactly(String.valueOf(ids.get(3)));
    }
}
