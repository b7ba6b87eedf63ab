package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.KeyConflictException;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks under keys: one statement where all keys are new, and all or none in any case. */
class KeyedInsertTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final String SLOW = "slow";

    private final PostgresTaskStore store = DATABASE.open();

    @AfterAll
    static void drop() throws SQLException {
        DATABASE.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        DATABASE.clear();
    }

    @AfterEach
    void close() throws SQLException {
        DATABASE.closeOpened();
    }

    private static Insert keyed(String correlationId, String key) {
        NewTask task = Tasks.task().withOrigin(new Origin("caller", correlationId, Optional.empty()));
        return Tasks.insert(task.withIdempotencyKey(key));
    }

    private List<Inserted> insert(String correlationId, String... keys) {
        return store.submissions()
                .insert(Stream.of(keys).map(key -> keyed(correlationId, key)).toList());
    }

    private static List<String> keys() throws SQLException {
        return DATABASE.query("select idempotency_key from taskq.tasks order by id");
    }

    /** Lets a statement that stores slow tasks stand still at the first of them, after its snapshot. */
    private static void holdSlowOnes() throws SQLException {
        DATABASE.execute("""
                create sequence held;
                create sequence released;
                create function hold() returns trigger language plpgsql as $$
                begin
                  perform nextval('public.held');
                  while not (select is_called from public.released) loop
                    perform pg_sleep(0.001);
                  end loop;
                  return new;
                end $$;
                create trigger hold before insert on taskq.tasks for each row when (new.correlation_id = 'slow')
                  execute function hold();
                """);
    }

    private static void untilHeld() throws SQLException {
        while (DATABASE.query("select is_called::text from held").contains("false")) {
            Thread.onSpinWait();
        }
    }

    private static void release() throws SQLException {
        DATABASE.execute("select nextval('released')");
    }

    private static void removeHold() throws SQLException {
        DATABASE.execute("drop function hold cascade; drop sequence held; drop sequence released");
    }

    @Test
    void keyThatWasTakenSinceTheSnapshotIsAReplayAndTheOthersAreStored() throws Exception {
        holdSlowOnes();
        try {
            FutureTask<List<Inserted>> slow = Waits.start(() -> insert(SLOW, "a", "b", "c"));
            untilHeld();
            long taken = insert("quick", "b").getFirst().id();
            release();

            List<Inserted> rows = Waits.soon(slow);

            assertThat(rows).extracting(Inserted::replayed).containsExactly(false, true, false);
            assertThat(rows.get(1).id()).isEqualTo(taken);
            assertThat(rows.get(1).hint()).isEmpty();
            assertThat(keys()).containsExactly("b", "a", "c");
        } finally {
            removeHold();
        }
    }

    @Test
    void conflictOfAKeyThatWasTakenSinceTheSnapshotStoresNothing() throws Exception {
        holdSlowOnes();
        try {
            FutureTask<List<Inserted>> slow = Waits.start(() -> insert(SLOW, "a", "b"));
            untilHeld();
            Insert other = keyed("quick", "b");
            store.submissions().insert(List.of(new Insert(other.task(), "another hash")));
            release();

            assertThatThrownBy(() -> Waits.soon(slow)).hasCauseInstanceOf(KeyConflictException.class);
            assertThat(keys()).containsExactly("b");
        } finally {
            removeHold();
        }
    }

    @Test
    void keyTwiceInOneCallIsStoredOnce() throws Exception {
        assertThat(insert("first", "a", "a")).extracting(Inserted::replayed).containsExactly(false, true);
        assertThat(keys()).containsExactly("a");
    }
}
