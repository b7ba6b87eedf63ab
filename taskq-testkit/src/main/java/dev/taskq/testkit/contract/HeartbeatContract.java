package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.FAILED;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.heartbeatOf;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.Session;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TypeState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Heartbeats: what they record, and what their answers tell. */
interface HeartbeatContract extends StoreUnderTest {
    @Test
    default void heartbeatMovesTheCounterOfItsSessionAlone(StoreFixture store) {
        long id = store.agent();
        long other = store.agent();

        store.heartbeat(id);
        store.heartbeat(id);

        assertThat(store.session(id).heartbeats()).isEqualTo(2);
        assertThat(store.session(other).heartbeats()).isZero();
    }

    @Test
    default void heartbeatOfAnIdleSessionHasNothingToTell(StoreFixture store) {
        Instant before = store.now();

        HeartbeatAnswer answer = store.heartbeat(store.agent());

        assertThat(answer.ended()).isFalse();
        assertThat(answer.leads()).isFalse();
        assertThat(answer.cancelled()).isEmpty();
        assertThat(answer.lost()).isEmpty();
        assertThat(answer.types()).isEmpty();
        assertThat(answer.facts()).isEmpty();
        assertThat(answer.now()).isBetween(before, store.now());
    }

    @Test
    default void heartbeatTellsWhetherHintsFail(StoreFixture store) {
        long id = store.agent();

        store.sessions().heartbeat(new Heartbeat(id, List.of(), List.of(), true, LeaseBid.NONE));
        assertThat(store.session(id).hintsFail()).isTrue();

        store.heartbeat(id);
        assertThat(store.session(id).hintsFail()).isFalse();
    }

    @Test
    default void heartbeatOfAnEndedSessionLearnsIt(StoreFixture store) {
        long id = store.agent();
        store.lose(id);

        assertThat(store.heartbeat(id).ended()).isTrue();

        store.sessions().clear(List.of(id));
        assertThat(store.heartbeat(id).ended()).isTrue();
    }

    @Test
    default void heartbeatLearnsOfRequestsToCancel(StoreFixture store) {
        long id = store.agent();
        long asked = store.running(id, 1);
        long other = store.running(id, 2);
        store.submissions().cancel(List.of(asked));

        HeartbeatAnswer answer = store.heartbeat(id, new Held(other, 2), new Held(asked, 1));

        assertThat(answer.cancelled()).containsExactly(asked);
        assertThat(answer.lost()).isEmpty();
    }

    @Test
    default void heartbeatLearnsOfWhatIsNoLongerItsOwn(StoreFixture store) {
        long id = store.agent();
        long mine = store.running(id, 1);
        long takenBack = store.running(id, 2);
        store.end(taken(takenBack, id, 2, AT_ONCE, AttemptOutcome.LOST));
        long timedOut = store.running(id, 3);
        store.end(taken(timedOut, id, 3, FAILED, AttemptOutcome.TIMED_OUT));

        HeartbeatAnswer answer = store.heartbeat(
                id, new Held(mine, 1), new Held(takenBack, 2), new Held(timedOut, 3), new Held(Long.MAX_VALUE, 4));

        assertThat(answer.lost())
                .containsExactlyInAnyOrder(new Held(takenBack, 2), new Held(timedOut, 3), new Held(Long.MAX_VALUE, 4));
    }

    @Test
    default void heartbeatJudgesExecutionsByTheirTokens(StoreFixture store) {
        long id = store.agent();
        long task = store.running(id, 1);
        store.end(taken(task, id, 1, AT_ONCE, AttemptOutcome.LOST));
        claimed(store.claim(id, 2, task));
        store.submissions().cancel(List.of(task));

        HeartbeatAnswer answer = store.heartbeat(id, new Held(task, 1), new Held(task, 2));

        assertThat(answer.lost()).containsExactly(new Held(task, 1));
        assertThat(answer.cancelled()).containsExactly(task);
    }

    @Test
    default void heartbeatDoesNotHoldWhatAnotherSessionRuns(StoreFixture store) {
        long other = store.agent();
        long task = store.running(other, 1);

        assertThat(store.heartbeat(store.agent(), new Held(task, 1)).lost()).containsExactly(new Held(task, 1));
    }

    @Test
    default void heartbeatBringsTheStateOfTheTypesAskedFor(StoreFixture store) {
        long id = store.agent();
        store.types().pause(A, true);

        HeartbeatAnswer answer = store.sessions()
                .heartbeat(new Heartbeat(id, List.of(), List.of(A, B, "unknown"), false, LeaseBid.NONE));

        assertThat(answer.types()).containsOnlyKeys(A, B);
        assertThat(answer.types().get(A)).extracting(TypeState::paused).isEqualTo(true);
        assertThat(answer.types().get(B)).extracting(TypeState::paused).isEqualTo(false);
    }

    @Test
    default void heartbeatWaitsForNoLockedTask(StoreFixture store) throws Exception {
        long id = store.agent();
        long task = store.running(id, 1);

        try (AutoCloseable held = store.lockRow(task)) {
            assertThat(held).isNotNull();
            assertThat(store.heartbeat(id, new Held(task, 1)).lost()).isEmpty();
        }
    }

    @Test
    default void heartbeatOfAThousandExecutionsIsAnswered(StoreFixture store) {
        long id = store.agent();
        List<Long> ids = store.submit(A, 1_000);
        store.dispatch().claim(claimOf(id, 1, ids));
        store.submissions().cancel(ids.subList(0, 3));

        HeartbeatAnswer answer =
                store.heartbeat(id, ids.stream().map(task -> new Held(task, 1)).toArray(Held[]::new));

        assertThat(answer.lost()).isEmpty();
        assertThat(answer.cancelled()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 3));
    }

    @Test
    default void heartbeatsOfManySessionsAreAllCounted(StoreFixture store) throws Exception {
        StorePort other = store.another();

        List<Long> sessions = Together.run(6, number -> {
            StorePort mine = number % 2 == 0 ? store : other;
            long id = mine.sessions().open(agentNamed("agent-" + number));
            for (int i = 0; i < 5; i++) {
                mine.sessions().heartbeat(heartbeatOf(id, LeaseBid.NONE));
            }
            return id;
        });

        assertThat(sessions)
                .allSatisfy(id -> assertThat(store.session(id).heartbeats()).isEqualTo(5));
    }

    @Test
    default void heartbeatOfAnEndedSessionDoesNotCount(StoreFixture store) {
        long ended = store.agent();
        store.lose(ended);

        store.heartbeat(ended);

        assertThat(store.sessions().all().sessions())
                .singleElement()
                .extracting(Session::heartbeats)
                .isEqualTo(0L);
    }

    @Test
    default void heartbeatBringsNoTypeThatWasNotAskedFor(StoreFixture store) {
        store.types().pause(B, true);

        assertThat(store.sessions()
                        .heartbeat(new Heartbeat(store.agent(), List.of(), List.of(A), false, LeaseBid.NONE))
                        .types())
                .containsOnlyKeys(A);
    }

    @Test
    default void whatASessionHasEndedItselfItHoldsNoLonger(StoreFixture store) {
        long session = store.agent();
        long succeeded = store.running(session, 1);
        long failed = store.running(session, 2);
        store.end(completion(succeeded, session, 1, SUCCEEDED));
        store.end(completion(failed, session, 2, FAILED));

        assertThat(store.heartbeat(session, new Held(succeeded, 1), new Held(failed, 2))
                        .lost())
                .containsExactly(new Held(succeeded, 1), new Held(failed, 2));
    }
}
