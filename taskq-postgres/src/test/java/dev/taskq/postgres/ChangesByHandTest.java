package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CancelResult;
import dev.taskq.StoreBusyException;
import dev.taskq.spi.RetryRequest;
import java.sql.Connection;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How cancels and retries affect each other. */
class ChangesByHandTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final PostgresTaskStore store = DATABASE.open();

    /** The share of a pool of four is one connection. The first cancel holds it until its lock time-out. */
    @Test
    void callBehindOneThatWaitsForALockedRowSucceeds() throws Exception {
        List<Long> ids = Tasks.submit(store, 2);
        try (Connection other =
                        DATABASE.holding("select id from taskq.tasks where id = " + ids.get(0) + " for update");
                Connection watch = DATABASE.connect()) {
            FutureTask<List<CancelResult>> stuck =
                    Waits.start(() -> store.submissions().cancel(ids.subList(0, 1)));
            Waits.waiting(stuck, watch, "/* taskq submissions/hold */");

            assertThat(store.submissions().cancel(ids.subList(1, 2)))
                    .singleElement()
                    .isInstanceOf(CancelResult.Cancelled.class);

            assertThatThrownBy(() -> Waits.soon(stuck)).hasCauseInstanceOf(StoreBusyException.class);
            other.rollback();
        }
    }

    @Test
    void firstCancelReadsBeforeItLocks() throws Exception {
        long id = Tasks.submit(store, 1).getFirst();
        assertLocksNothingWhileItReads(id, () -> store.submissions().cancel(List.of(id)));
    }

    @Test
    void firstRetryReadsBeforeItLocks() throws Exception {
        long id = Tasks.submit(store, 1).getFirst();
        assertLocksNothingWhileItReads(
                id, () -> store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty()))));
    }

    /** Only the read of tasks needs the sessions. */
    private static void assertLocksNothingWhileItReads(long id, Callable<?> change) throws Exception {
        try (Connection sessions = DATABASE.holding("lock table taskq.sessions in access exclusive mode");
                Connection watch = DATABASE.connect()) {
            FutureTask<?> call = Waits.start(change);
            Waits.waiting(call, watch, "select");

            assertThat(TestDatabase.query(watch, "select id from taskq.tasks where id = " + id + " for update nowait"))
                    .hasSize(1);

            sessions.rollback();
            assertThat(Waits.soon(call)).isNotNull();
        }
    }
}
