package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.CancelResult;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.SessionEndedException;
import dev.taskq.StoreBusyException;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.Drained;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Insert;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Progress;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks that a statement takes or skips, each at the moment that shows it. */
class LocksTest {
    @RegisterExtension
    private static final TestDatabase DATABASE = TestDatabase.migrated();

    private static final String A = "type_a";
    private static final String B = "type_b";

    /** The lock that updates of tasks wait for while {@link #stalled} holds it. */
    private static final long GATE = 4711;

    private PostgresTaskStore store;

    @BeforeEach
    void open() {
        store = DATABASE.open();
        store.types().register(List.of(A, B));
    }

    @AfterEach
    void dropGate() throws SQLException {
        DATABASE.execute("drop trigger if exists gate on taskq.tasks");
    }

    private long agent() {
        return store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of(A, B)));
    }

    private long submit() {
        NewTask task = NewTask.of(A, "{}").withOrigin(new Origin("caller", "correlation", Optional.empty()));
        return store.submissions()
                .insert(List.of(new Insert(task, "")))
                .getFirst()
                .id();
    }

    private static Claim claim(long session, long id) {
        return new Claim(new Holder(session, 1), List.of(new Claim.Item(id, 5, Duration.ofMinutes(1))));
    }

    /** A connection that blocks every update of a task until it is rolled back. */
    private Connection stalled() throws SQLException {
        DATABASE.execute("""
                create or replace function public.wait_at_gate() returns trigger language plpgsql as
                  $$ begin perform pg_advisory_xact_lock_shared(%d); return new; end $$;
                drop trigger if exists gate on taskq.tasks;
                create trigger gate before update on taskq.tasks for each row execute function public.wait_at_gate()
                """.formatted(GATE));
        return DATABASE.holding("select pg_advisory_xact_lock(" + GATE + ")");
    }

    /** It is for people, and the next heartbeat waits for it. */
    @Test
    void progressDoesNotWaitForARowThatAnotherHolds() throws Exception {
        long session = agent();
        long id = submit();
        store.dispatch().claim(claim(session, id));
        List<Progress> progress = List.of(new Progress(new Held(id, 1), 0.5, Optional.empty()));
        store.sessions().reportProgress(session, progress);

        try (Connection other = DATABASE.holding("update taskq.task_progress set fraction = 0.1")) {
            assertThatThrownBy(() -> store.sessions().reportProgress(session, progress))
                    .isInstanceOf(StoreBusyException.class);
            other.rollback();
        }
        store.sessions().reportProgress(session, progress);
    }

    /** The end of a session waits for a claim in progress; otherwise the claim would commit after it. */
    private void assertEndWaitsFor(String statement, long session, Callable<List<ClaimResult>> call) throws Exception {
        try (Connection gate = stalled();
                Connection watch = DATABASE.connect()) {
            FutureTask<List<ClaimResult>> underWay = Waits.start(call);
            Waits.waiting(underWay, watch, "/* taskq " + statement + " */");

            FutureTask<Boolean> end = Waits.start(() -> {
                Tasks.lose(store, session);
                return true;
            });
            Waits.waiting(end, watch, "/* taskq sessions/end_lost */");

            gate.rollback();
            assertThat(Waits.soon(underWay)).singleElement().isInstanceOf(ClaimResult.Claimed.class);
            assertThat(Waits.soon(end)).isTrue();
        }
    }

    @Test
    void theEndOfASessionWaitsForAClaimUnderWay() throws Exception {
        long session = agent();
        long id = submit();
        assertEndWaitsFor("dispatch/claim", session, () -> store.dispatch().claim(claim(session, id)));
    }

    /** A cancel waits only briefly, so this may need more than one try. */
    @Test
    void aCancelWaitsForAClaimUnderWayAndAsksForItsEnd() throws Exception {
        Optional<CancelResult> result = Optional.empty();
        for (int tries = 0; tries < 5 && result.isEmpty(); tries++) {
            result = cancelledDuringItsClaim();
        }
        assertThat(result).containsInstanceOf(CancelResult.Requested.class);
    }

    /** The result of the cancel, if the claim ended before the cancel had waited for too long. */
    private Optional<CancelResult> cancelledDuringItsClaim() throws Exception {
        long session = agent();
        long id = submit();
        try (Connection gate = stalled();
                Connection watch = DATABASE.connect()) {
            FutureTask<List<ClaimResult>> claim =
                    Waits.start(() -> store.dispatch().claim(claim(session, id)));
            Waits.waiting(claim, watch, "/* taskq dispatch/claim */");
            FutureTask<List<CancelResult>> cancel =
                    Waits.start(() -> store.submissions().cancel(List.of(id)));
            boolean waits = Waits.isSeenWaiting(cancel, watch, "/* taskq submissions/hold */");
            gate.rollback();
            Waits.soon(claim);
            return waits ? Optional.of(Waits.soon(cancel).getFirst()) : Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StoreBusyException) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Test
    void theEndOfASessionWaitsForASettleUnderWay() throws Exception {
        long session = agent();
        long id = submit();
        store.dispatch().claim(claim(session, id));
        assertEndWaitsFor("dispatch/settle", session, () -> store.dispatch().settle(claim(session, id)));
    }

    /** The rows of a stopped claim are read by a second statement. */
    @Test
    void aSessionThatEndsBeforeASettleScansSettlesNothing() throws Exception {
        long session = agent();
        long id = submit();
        store.dispatch().claim(claim(session, id));
        agent();
        try (Connection tasks = DATABASE.holding("lock table taskq.tasks in access exclusive mode");
                Connection watch = DATABASE.connect()) {
            FutureTask<List<ClaimResult>> settle =
                    Waits.start(() -> store.dispatch().settle(claim(session, id)));
            Waits.waiting(settle, watch, "/* taskq dispatch/settle */");

            Tasks.lose(store, session);
            tasks.rollback();

            assertThatThrownBy(() -> Waits.soon(settle)).hasCauseInstanceOf(SessionEndedException.class);
        }
    }

    @Test
    void aHeartbeatPassesOverALeaseThatAnotherHolds() throws Exception {
        long session = agent();
        try (Connection other = DATABASE.holding("select id from taskq.lease for update")) {
            HeartbeatAnswer answer = Waits.soon(Waits.start(() -> store.sessions()
                    .heartbeat(new Heartbeat(
                            session,
                            List.of(),
                            List.of(),
                            false,
                            new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty())))));

            assertThat(answer.ended()).isFalse();
            assertThat(answer.leads()).isFalse();
            other.rollback();
        }
    }

    /** The result of a heartbeat is read by a second statement, in a transaction of its own if both together met a lock. */
    @Test
    void aSessionThatEndsBetweenTheTwoStatementsOfAHeartbeatIsToldSo() throws Exception {
        long session = agent();
        agent();
        try (Connection tasks = DATABASE.holding("lock table taskq.tasks in access exclusive mode");
                Connection watch = DATABASE.connect()) {
            FutureTask<HeartbeatAnswer> heartbeat = Waits.start(() -> store.sessions()
                    .heartbeat(new Heartbeat(session, List.of(new Held(1, 1)), List.of(), false, LeaseBid.NONE)));
            Waits.untilCounted(heartbeat, watch, session);
            Waits.waiting(heartbeat, watch, "/* taskq sessions/heartbeat_ask */");

            Tasks.lose(store, session);
            tasks.rollback();

            assertThat(Waits.soon(heartbeat).ended()).isTrue();
        }
    }

    @Test
    void ofTwoThatAskAnAgentToDrainOneIsTheFirst() throws Exception {
        long session = agent();
        try (Connection other =
                        DATABASE.holding("update taskq.heartbeats set drain = true where session_id = " + session);
                Connection watch = DATABASE.connect()) {
            FutureTask<Optional<Drained>> drain =
                    Waits.start(() -> store.sessions().drain(session));
            Waits.waiting(drain, watch, "/* taskq sessions/drain */");

            other.commit();

            assertThat(Waits.soon(drain))
                    .hasValueSatisfying(asked -> assertThat(asked.changed()).isFalse());
        }
    }

    @Test
    void typesThatAreUsedAreStampedToTheHourAndNoOthers() throws Exception {
        DATABASE.execute("update taskq.types set used_at = used_at - interval '10 minutes' where name = '" + A + "'");
        DATABASE.execute("update taskq.types set used_at = used_at - interval '3 hours' where name = '" + B + "'");
        List<String> fresh = DATABASE.query("select used_at from taskq.types where name = '" + A + "'");
        store.types().register(List.of(A));
        assertThat(DATABASE.query("select used_at from taskq.types where name = '" + A + "'"))
                .isEqualTo(fresh);
        assertThat(stale()).containsExactly(B);

        DATABASE.execute("update taskq.types set used_at = used_at - interval '3 hours' where name = '" + A + "'");
        store.types().register(List.of(A));
        assertThat(stale()).containsExactly(B);
    }

    private static List<String> stale() throws SQLException {
        return DATABASE.query("select name from taskq.types where used_at < clock_timestamp() - interval '1 hour'");
    }

    @Test
    void aStaleTypeThatAnotherHoldsIsPassedOver() throws Exception {
        DATABASE.execute("update taskq.types set used_at = used_at - interval '3 hours'");
        try (Connection other = DATABASE.holding("select name from taskq.types for update")) {
            assertThat(Waits.soon(Waits.start(() -> store.types().register(List.of(A)))))
                    .isEmpty();
            other.rollback();
        }
    }

    @Test
    void aDeletionWaitsForNoTaskThatAnotherHolds() throws Exception {
        long id = submit();
        store.submissions().cancel(List.of(id));
        try (Connection other = DATABASE.holding("select id from taskq.tasks for update");
                Connection watch = DATABASE.connect()) {
            FutureTask<?> deletion = Waits.start(() -> store.submissions().delete(List.of(id)));

            assertThat(Waits.isSeenWaiting(deletion, watch, "/* taskq submissions/delete"))
                    .isFalse();
            assertThatThrownBy(() -> Waits.soon(deletion)).hasCauseInstanceOf(StoreBusyException.class);
            other.rollback();
        }
    }

    @Test
    void gaugesOfATypeThatAnotherHoldsArePassedOver() throws Exception {
        try (Connection other = DATABASE.holding("select name from taskq.types where name = '" + A + "' for update")) {
            Waits.soon(Waits.start(() -> {
                store.types().recordBacklog(List.of(new BacklogCount(A, Instant.EPOCH, OptionalLong.of(3))));
                return true;
            }));
            other.rollback();
        }
    }

    /** The type is paused or used while it is about to be removed. */
    @ParameterizedTest
    @ValueSource(strings = {"paused = true", "used_at = clock_timestamp()"})
    void aTypeThatIsChangedMeanwhileIsNotForgotten(String change) throws Exception {
        try (Connection other = DATABASE.connect();
                Connection watch = DATABASE.connect()) {
            other.setAutoCommit(false);
            try (Statement statement = other.createStatement()) {
                statement.execute("update taskq.types set " + change + " where name = '" + A + "'");
            }
            FutureTask<Integer> forgetting = Waits.start(() -> store.types().forget(Duration.ZERO, Duration.ZERO));
            Waits.waiting(forgetting, watch, "/* taskq types/forget */");
            other.commit();

            assertThat(Waits.soon(forgetting)).isEqualTo(1);
            assertThat(DATABASE.query("select name from taskq.types")).containsExactly(A);
        }
    }
}
