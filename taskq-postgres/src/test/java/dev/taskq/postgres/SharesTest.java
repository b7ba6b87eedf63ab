package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AuditAction;
import dev.taskq.AuditFilter;
import dev.taskq.CallDeadline;
import dev.taskq.NewAuditEntry;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskFilter;
import dev.taskq.spi.RetryRequest;
import dev.taskq.testkit.contract.Eventually;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However many calls read, connections are left for submissions and duties. */
class SharesTest {
    private static final TestDatabase DATABASE = TestDatabase.migrated();
    private static final int MANY = 300;

    @AfterAll
    static void drop() throws Exception {
        DATABASE.close();
    }

    @BeforeEach
    void empty() throws Exception {
        DATABASE.clear();
    }

    @AfterEach
    void close() throws Exception {
        DATABASE.closeOpened();
    }

    @Test
    void readersBeyondTheirShareAreRefusedAndDutiesGoOn() throws Exception {
        PostgresTaskStore store = DATABASE.open(DATABASE.config().withPoolSize(8));
        long id = Tasks.submit(store, 1).getFirst();
        // From here on a read of tasks takes as long as possible.
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute("lock table taskq.tasks in access exclusive mode");
        }
        List<FutureTask<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            calls.add(start(() -> store.submissions().list(TaskFilter.ALL, Optional.empty(), 10, 1_000)));
            calls.add(start(() -> store.submissions().find(List.of(id))));
            calls.add(start(() -> store.submissions().cancel(List.of(id))));
            calls.add(start(() -> store.submissions().retry(List.of(new RetryRequest(id, OptionalInt.empty())))));
        }
        Eventually.until(Eventually.LONG, () -> calls.stream().anyMatch(FutureTask::isDone));

        // All of them wait, and connections are left.
        assertThat(store.sessions().all().sessions()).isEmpty();
        assertThat(store.types().register(List.of("another"))).isEmpty();

        int refused = 0;
        for (FutureTask<Boolean> call : calls) {
            refused += isRefused(call) ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(3 * MANY);
        other.rollback();
        assertThat(store.submissions().find(List.of(id))).hasSize(1);
    }

    @Test
    void entriesOfTheAuditLogAreWrittenHoweverManyCallsReadThem() throws Exception {
        PostgresTaskStore store = DATABASE.open(DATABASE.config().withPoolSize(8));
        Connection other = DATABASE.connect();
        other.setAutoCommit(false);
        try (var statement = other.createStatement()) {
            statement.execute("lock table taskq.audit in access exclusive mode");
        }
        List<FutureTask<Boolean>> reads = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            reads.add(start(() -> store.auditLog().entries(AuditFilter.ALL, OptionalLong.empty(), 10, 1_000)));
        }
        // The share of the reads is full.
        Eventually.until(Eventually.LONG, () -> reads.stream().anyMatch(FutureTask::isDone));

        FutureTask<Boolean> write = start(() -> store.auditLog()
                .write(new NewAuditEntry("shop", AuditAction.PAUSE_TYPE, "type a", "", "correlation-1")));
        other.rollback();

        assertThat(write.get()).isTrue();
        for (FutureTask<Boolean> read : reads) {
            isRefused(read);
        }
    }

    @Test
    void noMoreCallsWaitThanTheShareAllows() throws Exception {
        Share share = Share.ofPool(4, Duration.ofDays(1), 1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        List<FutureTask<Boolean>> calls = new ArrayList<>();
        calls.add(Waits.start(() -> share.call(() -> {
            begun.countDown();
            return goOn.join();
        })));
        begun.await();
        for (int i = 0; i < 2; i++) {
            calls.add(Waits.start(() -> share.<Boolean>call(goOn::join)));
        }
        Eventually.until(
                Eventually.LONG, () -> calls.stream().filter(FutureTask::isDone).count() == 1);
        goOn.complete(true);
        int refused = 0;
        for (FutureTask<Boolean> call : calls) {
            refused += isRefused(call) ? 1 : 0;
        }
        assertThat(refused).isEqualTo(1);
    }

    private static FutureTask<Boolean> start(Callable<?> call) {
        return Waits.start(() -> {
            call.call();
            return true;
        });
    }

    /** Whether it was refused because of other calls of its kind; calls that got a place run into their time-outs. */
    private static boolean isRefused(FutureTask<Boolean> call) throws InterruptedException {
        try {
            return !call.get();
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
            return e.getCause() instanceof StoreBusyException busy && busy.getCause() == null;
        }
    }

    /** The wait for the share ends only with the caller's deadline. */
    @Test
    void callWhoseCallerLeavesOrHasNoMoreTimeIsGivenUpWhileItWaits() throws Exception {
        Share share = new Share(1, Duration.ofDays(1));
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Boolean> goOn = new CompletableFuture<>();
        FutureTask<Boolean> holder = Waits.start(() -> share.call(() -> {
            begun.countDown();
            return goOn.join();
        }));
        begun.await();
        CallDeadline leaves = CallDeadline.unbounded();
        FutureTask<Boolean> queued = Waits.start(() -> share.call(leaves, wait -> unwanted()));
        FutureTask<Boolean> stays = Waits.start(() -> share.call(CallDeadline.unbounded(), wait -> true));

        leaves.leave();

        assertThatThrownBy(queued::get).hasCauseInstanceOf(StoreBusyException.class);
        assertThatThrownBy(() -> share.call(CallDeadline.of(Duration.ofMillis(1)), wait -> unwanted()))
                .isInstanceOf(StoreBusyException.class);
        assertThat(holder.isDone() || stays.isDone()).isFalse();
        goOn.complete(true);
        assertThat(holder.get() && stays.get()).isTrue();
        assertThatThrownBy(() -> share.call(leaves, wait -> unwanted())).isInstanceOf(StoreBusyException.class);
        assertThat(share.<Boolean>call(() -> true)).isTrue();
    }

    private static boolean unwanted() {
        throw new AssertionError("no statement waits for it");
    }

    @Test
    void shareIsGivenBackHoweverACallEnds() {
        Share share = new Share(1);
        assertThatThrownBy(() -> share.call(() -> {
                    throw new IllegalStateException();
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(share.<Boolean>call(() -> true)).isTrue();
        assertThatThrownBy(() -> share.call(() -> share.<Boolean>call(() -> true)))
                .isInstanceOf(StoreBusyException.class);
    }
}
