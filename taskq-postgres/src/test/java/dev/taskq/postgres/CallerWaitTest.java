package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CallDeadline;
import dev.taskq.StoreBusyException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Calls that wait for the only connection, on a pool of taskq and on connections of the application. */
class CallerWaitTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private final CountDownLatch lent = new CountDownLatch(1);
    private final CompletableFuture<Boolean> goOn = new CompletableFuture<>();
    private final Database pool = new Database(DATABASE.config().withPoolSize(1), Optional.empty(), Optional.empty());

    @BeforeEach
    void first() {
        assertThat(pool.<Boolean>read(connection -> connection.isValid(0))).isTrue();
    }

    @AfterEach
    void close() {
        goOn.complete(true);
        pool.close();
    }

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @Test
    void callWhoseCallerLeavesOrHasNoMoreTimeIsGivenUp() throws Exception {
        FutureTask<Boolean> holder = hold(pool);

        assertGivenUp(pool);

        goOn.complete(true);
        assertThat(holder.get()).isTrue();
        assertThat(pool.<Boolean>read(connection -> connection.isValid(0))).isTrue();
    }

    @Test
    void callThatWaitsForTheApplicationsConnectionsIsGivenUp() throws Exception {
        try (Database borrowing = new Database(applications(), 1)) {
            FutureTask<Boolean> holder = hold(borrowing);

            assertGivenUp(borrowing);

            goOn.complete(true);
            assertThat(holder.get()).isTrue();
            assertThat(borrowing.<Boolean>read(connection -> connection.isValid(0)))
                    .isTrue();
        }
    }

    private static DataSource applications() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(DATABASE.config().jdbcUrl());
        source.setUser(DATABASE.config().user());
        source.setPassword(DATABASE.config().password());
        return source;
    }

    private FutureTask<Boolean> hold(Database database) throws InterruptedException {
        FutureTask<Boolean> holder = Waits.start(() -> database.read(connection -> {
            lent.countDown();
            return goOn.join();
        }));
        lent.await();
        return holder;
    }

    /** A call that waits out the pool's own time fails in another way. */
    private static void assertGivenUp(Database database) {
        CallDeadline leaves = CallDeadline.unbounded();
        FutureTask<Boolean> waiting =
                Waits.start(() -> database.read(new CallerWait(leaves), connection -> unwanted()));
        leaves.leave();
        assertThatThrownBy(waiting::get).hasCauseInstanceOf(StoreBusyException.class);

        CallerWait noTime = new CallerWait(CallDeadline.of(Duration.ZERO));
        assertThatThrownBy(() -> database.read(noTime, connection -> unwanted()))
                .isInstanceOf(StoreBusyException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private static boolean unwanted() {
        throw new AssertionError("no statement waits for it");
    }

    @Test
    void callOfACallerThatHasLeftBeforeItGetsAConnectionThatIsFree() {
        CallDeadline caller = CallDeadline.unbounded();
        caller.leave();

        assertThatThrownBy(() -> pool.read(new CallerWait(caller), connection -> unwanted()))
                .isInstanceOf(StoreBusyException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void callWithoutTimeGetsAConnectionThatIsFree() {
        CallerWait noTime = new CallerWait(CallDeadline.of(Duration.ZERO));

        assertThat(pool.<Boolean>read(noTime, connection -> true)).isTrue();
    }

    @Test
    void statementIsNotInterrupted() {
        CallDeadline caller = CallDeadline.of(Duration.ofMillis(1));

        boolean interrupted = pool.read(new CallerWait(caller), connection -> {
            caller.leave();
            return Thread.currentThread().isInterrupted() || !connection.isValid(0);
        });

        assertThat(interrupted).isFalse();
    }
}
