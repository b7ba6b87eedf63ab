package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Drained;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.SessionReading;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The request to an agent to take no more. */
interface DrainContract extends StoreUnderTest {
    private static boolean isShown(StoreFixture store, long session) {
        return store.inspections().sessions().sessions().stream()
                .filter(reading -> reading.id() == session)
                .map(SessionReading::draining)
                .findFirst()
                .orElseThrow();
    }

    @Test
    default void heartbeatBringsTheRequestAgainAndAgain(StoreFixture store) throws Exception {
        long agent = store.agent();
        long other = store.agent();
        assertThat(store.heartbeat(agent).drain()).isFalse();
        assertThat(isShown(store, agent)).isFalse();

        // By whatever process.
        assertThat(store.another().sessions().drain(agent))
                .contains(new Drained(
                        StoreFixture.agentNamed("agent-1"), store.session(agent).openedAt(), true));

        assertThat(isShown(store, agent)).isTrue();
        assertThat(store.heartbeat(agent).drain()).isTrue();
        assertThat(store.heartbeat(agent).drain()).isTrue();
        assertThat(store.sessions().drain(agent))
                .hasValueSatisfying(asked -> assertThat(asked.changed()).isFalse());
        assertThat(store.heartbeat(other).drain()).isFalse();
        assertThat(isShown(store, other)).isFalse();
    }

    @Test
    default void onlyALivingAgentIsAsked(StoreFixture store) {
        long ended = store.agent();
        store.sessions().stop(ended);
        long coordinator = store.sessions()
                .open(new NewSession(NewSession.Kind.COORDINATOR, "coordinator-1", "host-1", List.of()));

        assertThat(store.sessions().drain(ended)).isEmpty();
        assertThat(store.sessions().drain(coordinator)).isEmpty();
        assertThat(store.sessions().drain(Long.MAX_VALUE)).isEmpty();
        assertThat(store.heartbeat(ended).drain()).isFalse();
        assertThat(store.heartbeat(coordinator).drain()).isFalse();
    }

    @Test
    default void sessionThatWasEndedIsStillToldOfTheRequest(StoreFixture store) throws Exception {
        long agent = store.agent();
        store.sessions().drain(agent);
        long heartbeats = store.session(agent).heartbeats();
        assertThat(store.lose(agent)).isTrue();

        HeartbeatAnswer answer = store.heartbeat(agent);

        assertThat(answer.ended()).isTrue();
        assertThat(answer.drain()).isTrue();
        assertThat(store.session(agent).heartbeats()).isEqualTo(heartbeats);
        // Another process learns nothing of it.
        assertThat(store.another()
                        .sessions()
                        .heartbeat(StoreFixture.heartbeatOf(agent, LeaseBid.NONE))
                        .drain())
                .isFalse();
    }

    @Test
    default void sessionMayBeginAsOneThatDrains(StoreFixture store) {
        long other = store.agent();
        long agent = store.sessions().open(StoreFixture.agentNamed("agent-1"), true);

        assertThat(isShown(store, agent)).isTrue();
        assertThat(store.session(agent).draining()).isTrue();
        assertThat(store.session(other).draining()).isFalse();
        assertThat(store.heartbeat(agent).drain()).isTrue();
    }

    @Test
    default void agentThatDrainsKeepsWhatItHolds(StoreFixture store) {
        long agent = store.agent();
        long id = store.running(agent, 1);
        store.sessions().drain(agent);

        assertThat(store.heartbeat(agent).lost()).isEmpty();
        assertThat(store.end(StoreFixture.completion(id, agent, 1, StoreFixture.SUCCEEDED)))
                .isInstanceOf(CompletionResult.Recorded.class);
        assertThat(store.waitingIds(A)).isEmpty();
    }
}
