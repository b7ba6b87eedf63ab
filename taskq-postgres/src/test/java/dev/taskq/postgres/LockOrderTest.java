package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.StoreBusyException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that lock several rows lock them in one order, so that two such calls never deadlock. */
class LockOrderTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private PostgresTaskStore store;

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void open() throws Exception {
        DATABASE.clear();
        store = DATABASE.open();
    }

    @AfterEach
    void close() throws Exception {
        DATABASE.closeOpened();
    }

    /** A locked row keeps the number of the transaction that locked it, even after that has ended. */
    @Test
    void cancelLocksInTheOrderOfIds() throws Exception {
        List<Long> ids = Tasks.submit(store, 5);
        try (Connection other = DATABASE.connect()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("select id from taskq.tasks where id = " + ids.get(2) + " for update");
            }

            assertThatThrownBy(() -> store.submissions().cancel(ids.reversed())).isInstanceOf(StoreBusyException.class);

            assertThat(DATABASE.query("select id from taskq.tasks where xmax <> 0 order by id"))
                    .isEqualTo(ids.subList(0, 3).stream().map(String::valueOf).toList());
            other.rollback();
        }
    }

    @Test
    void tasksAreStoredInTheOrderOfTheirKeys() throws Exception {
        store.submissions()
                .insert(Stream.of("c", "b", "a")
                        .map(key -> Tasks.insert(Tasks.task().withIdempotencyKey(key)))
                        .toList());

        assertThat(DATABASE.query("select idempotency_key from taskq.tasks order by ctid"))
                .containsExactly("a", "b", "c");
    }
}
