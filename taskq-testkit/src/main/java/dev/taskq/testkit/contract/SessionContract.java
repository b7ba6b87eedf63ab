package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import dev.taskq.spi.SessionList;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Opening, listing, ending and clearing sessions. */
interface SessionContract extends StoreUnderTest {
    /** Lists it without an end, and counts its heartbeats. */
    private static void assertLives(StoreFixture store, long session) {
        Session before = store.session(session);
        assertThat(before.end()).isEmpty();
        assertThat(store.heartbeat(session).ended()).isFalse();
        assertThat(store.session(session).heartbeats()).isEqualTo(before.heartbeats() + 1);
    }

    @Test
    default void openedSessionIsListed(StoreFixture store) {
        Instant before = store.now();
        NewSession spec = new NewSession(NewSession.Kind.AGENT, "agent ünï", "host-1", List.of(A, B));

        long id = store.sessions().open(spec);

        Session session = store.session(id);
        assertThat(session.spec()).isEqualTo(spec);
        assertThat(session.heartbeats()).isZero();
        assertThat(session.hintsFail()).isFalse();
        assertThat(session.end()).isEmpty();
        assertThat(session.openedAt()).isBetween(before, store.now());
    }

    @Test
    default void sessionsAreListedByIdWithTheStoresClock(StoreFixture store) {
        long first = store.agent();
        long second = store.sessions().open(new NewSession(NewSession.Kind.COORDINATOR, "c", "h", List.of()));
        Instant before = store.now();

        SessionList sessions = store.sessions().all();

        assertThat(sessions.sessions().stream().map(Session::id)).containsExactly(first, second);
        assertThat(sessions.at()).isBetween(before, store.now());
    }

    @Test
    default void sessionIdsAreNeverUsedAgain(StoreFixture store) {
        long first = store.agent();
        store.sessions().stop(first);
        store.sessions().clear(List.of(first));

        assertThat(store.agent()).isNotEqualTo(first);
    }

    @Test
    default void sessionsOfOneStoreAreOneProcessAndOthersAnother(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        long third = store.another().sessions().open(agentNamed("elsewhere"));

        assertThat(store.session(second).process())
                .isEqualTo(store.session(first).process());
        assertThat(store.session(third).process())
                .isNotEqualTo(store.session(first).process());
    }

    @Test
    default void openingASessionRegistersItsTypes(StoreFixture store) {
        store.sessions().open(new NewSession(NewSession.Kind.AGENT, "a", "h", List.of("fresh_type")));

        assertThat(store.types().some(List.of("fresh_type"))).hasSize(1);
    }

    @Test
    default void endedSessionStaysListedWithItsEnd(StoreFixture store) {
        long id = store.agent();
        Instant before = store.now();

        store.lose(id);

        Session.End end = store.session(id).end().orElseThrow();
        assertThat(end.reason()).isEqualTo(EndReason.LOST);
        assertThat(end.at()).isBetween(before, store.now());
    }

    @Test
    default void endOfASessionStaysAsItWas(StoreFixture store) {
        long id = store.agent();
        store.sessions().stop(id);
        Session before = store.session(id);

        store.lose(id);

        assertThat(store.session(id)).isEqualTo(before);
    }

    @Test
    default void stopOfASessionLeavesTheOthersOfItsProcess(StoreFixture store) {
        long stopped = store.agent();
        long other = store.agent();

        assertThat(store.sessions().stop(stopped)).isTrue();

        assertLives(store, other);
    }

    @Test
    default void sessionThatWasHeardOfSinceItWasJudgedIsNotLost(StoreFixture store) throws Exception {
        long id = store.agent();
        store.heartbeat(id);
        long judged = store.session(id).heartbeats();
        store.heartbeat(id);
        // Another, whose counter stands where the first one's stood.
        store.heartbeat(store.agent());

        assertThat(store.another().sessions().endLost(id, judged)).isFalse();
        assertThat(store.session(id).end()).isEmpty();
        assertThat(store.another().sessions().endLost(id, store.session(id).heartbeats()))
                .isTrue();
        assertThat(store.session(id).end().orElseThrow().reason()).isEqualTo(EndReason.LOST);
    }

    @Test
    default void lossOfAnUnknownSessionIsHarmless(StoreFixture store) {
        store.lose(Long.MAX_VALUE);

        assertThat(store.sessions().all().sessions()).isEmpty();
    }

    @Test
    default void clearedSessionIsNoLongerListed(StoreFixture store) {
        long ended = store.agent();
        long other = store.agent();
        store.sessions().stop(ended);

        store.sessions().clear(List.of(ended));

        assertThat(store.sessions().all().sessions().stream().map(Session::id)).containsExactly(other);
    }

    @Test
    default void clearingPassesOverTheLivingAndTheUnknown(StoreFixture store) {
        long living = store.agent();

        store.sessions().clear(List.of(living, Long.MAX_VALUE));
        store.sessions().clear(List.of());

        assertThat(store.session(living).end()).isEmpty();
    }

    @Test
    default void clearingLeavesOtherEndedSessionsAndTheHeartbeatsOfTheLiving(StoreFixture store) {
        long cleared = store.agent();
        long ended = store.agent();
        long living = store.agent();
        store.lose(cleared);
        store.lose(ended);

        store.sessions().clear(List.of(cleared));

        assertThat(store.sessions().all().sessions()).extracting(Session::id).containsExactly(ended, living);
        assertLives(store, living);
    }
}
