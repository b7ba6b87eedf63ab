package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.AT_ONCE;
import static dev.taskq.testkit.contract.StoreFixture.SUCCEEDED;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.completion;
import static dev.taskq.testkit.contract.StoreFixture.heartbeatOf;
import static dev.taskq.testkit.contract.StoreFixture.lose;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.AttemptOutcome;
import dev.taskq.SessionEndedException;
import dev.taskq.TaskStatus;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.StorePort;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sessions belong to the process that opened them: after a restore, two processes may have been given one number. */
interface OwnSessionContract extends StoreUnderTest {
    @Test
    default void aHeartbeatForAnothersSessionMovesNothingAndIsToldThatItHasEnded(StoreFixture store) throws Exception {
        long session = store.agent();
        StorePort other = store.another();
        long id = store.running(session, 1);
        LeaseBid bid = new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty());

        HeartbeatAnswer answer =
                other.sessions().heartbeat(new Heartbeat(session, List.of(new Held(id, 1)), List.of(), true, bid));

        assertThat(answer.ended()).isTrue();
        assertThat(answer.leads()).isFalse();
        assertThat(store.session(session).heartbeats()).isZero();
        assertThat(store.session(session).hintsFail()).isFalse();
        assertThat(store.sessions().heartbeat(heartbeatOf(session, bid)).leads())
                .isTrue();
    }

    @Test
    default void aClaimForAnothersSessionIsRefused(StoreFixture store) throws Exception {
        long session = store.agent();
        StorePort other = store.another();
        long id = store.submit(A);

        assertThatThrownBy(() -> other.dispatch().claim(claimOf(session, 1, List.of(id))))
                .isInstanceOf(SessionEndedException.class);

        assertThat(store.status(id)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void aClaimForAnothersSessionThatFindsNothingIsRefusedToo(StoreFixture store) throws Exception {
        long session = store.agent();
        StorePort other = store.another();
        long id = store.running(session, 1);

        assertThatThrownBy(() -> other.dispatch().claim(claimOf(session, 2, List.of(id))))
                .isInstanceOf(SessionEndedException.class);
    }

    @Test
    default void aClaimOfAnothersSessionIsNotSettled(StoreFixture store) throws Exception {
        long session = store.agent();
        StorePort other = store.another();
        long held = store.running(session, 3);
        long waits = store.submit(A);

        assertThatThrownBy(() -> other.dispatch().settle(claimOf(session, 3, List.of(held))))
                .isInstanceOf(SessionEndedException.class);

        // Its claims were not stopped.
        claimed(store.claim(session, 3, waits));
    }

    @Test
    default void whatAnotherBringsForASessionIsRefused(StoreFixture store) throws Exception {
        long session = store.agent();
        StorePort other = store.another();
        long id = store.running(session, 1);

        assertThat(other.completions().complete(List.of(completion(id, session, 1, SUCCEEDED))))
                .containsExactly(new CompletionResult.Refused());
        assertThat(other.completions().complete(List.of(taken(id, session, 1, AT_ONCE, AttemptOutcome.RELEASED))))
                .containsExactly(new CompletionResult.Refused());
        assertThat(store.status(id)).isEqualTo(TaskStatus.RUNNING);

        assertThat(store.end(completion(id, session, 1, SUCCEEDED))).isInstanceOf(CompletionResult.Recorded.class);
        assertThat(other.completions().complete(List.of(completion(id, session, 1, SUCCEEDED))))
                .containsExactly(new CompletionResult.Refused());
    }

    @Test
    default void someBringTheirOwnCompletionsBesideThoseOfAnother(StoreFixture store) throws Exception {
        StorePort other = store.another();
        long own = store.agent();
        long others = other.sessions().open(agentNamed("elsewhere"));
        long first = store.running(own, 1);
        long second = store.submit(A);
        other.dispatch().claim(claimOf(others, 1, List.of(second)));

        List<CompletionResult> results = store.completions()
                .complete(List.of(completion(second, others, 1, SUCCEEDED), completion(first, own, 1, SUCCEEDED)));

        assertThat(results.get(0)).isEqualTo(new CompletionResult.Refused());
        assertThat(results.get(1)).isInstanceOf(CompletionResult.Recorded.class);
    }

    @Test
    default void whatALostSessionHeldIsTakenBackByAnyProcess(StoreFixture store) throws Exception {
        long session = store.agent();
        long id = store.running(session, 1);
        store.lose(session);

        assertThat(store.another().completions().complete(List.of(taken(id, session, 1, AT_ONCE, AttemptOutcome.LOST))))
                .allSatisfy(result -> assertThat(result).isInstanceOf(CompletionResult.Recorded.class));
    }

    @Test
    default void onlyItsOwnProcessStopsASession(StoreFixture store) throws Exception {
        long session = store.agent();
        StorePort other = store.another();

        assertThat(other.sessions().stop(session)).isFalse();
        assertThat(store.session(session).end()).isEmpty();

        assertThat(lose(other, session)).isTrue();
        assertThat(store.sessions().stop(session)).isFalse();
        assertThat(store.sessions().stop(store.agent())).isTrue();
    }
}
