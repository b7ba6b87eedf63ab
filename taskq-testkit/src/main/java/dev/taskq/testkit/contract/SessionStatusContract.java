package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.SessionReading;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.SessionReadings;
import dev.taskq.spi.SessionStatus;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TypeTally;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The status that sessions report of themselves. */
interface SessionStatusContract extends StoreUnderTest {
    private static SessionStatus status(long session, int freeSlots) {
        return new SessionStatus(
                session,
                "1.2.3",
                8,
                freeSlots,
                5_000_000_000L,
                6_000_000_000L,
                List.of(17L, 18L),
                true,
                List.of(new TypeTally(A, 2, 0, 30, 4), new TypeTally("", 0, 5, 6, 7)),
                Duration.ofSeconds(45));
    }

    private static Optional<Reported> reported(StoreFixture store, long session) {
        return store.inspections().sessions().sessions().stream()
                .filter(reading -> reading.id() == session)
                .findFirst()
                .orElseThrow()
                .reported();
    }

    @Test
    default void statusIsReadBackWithItsTime(StoreFixture store) {
        long session = store.agent();
        long other = store.agent();
        Instant before = store.now();

        store.inspections().report(status(session, 6));

        Reported reported = reported(store, session).orElseThrow();
        assertThat(reported.status()).isEqualTo(status(session, 6));
        assertThat(reported.at()).isBetween(before, store.now());
        assertThat(reported(store, other)).isEmpty();
    }

    @Test
    default void statusReplacesTheOneBefore(StoreFixture store) {
        long session = store.agent();
        store.inspections().report(status(session, 6));

        SessionStatus bare =
                new SessionStatus(session, "", 0, 0, 0, 0, List.of(), false, List.of(), Duration.ofSeconds(15));
        store.inspections().report(bare);

        assertThat(reported(store, session).orElseThrow().status()).isEqualTo(bare);
    }

    @Test
    default void livingSessionsAreReadByIdWithTheirData(StoreFixture store) {
        long first = store.agent();
        long ended = store.agent();
        long last = store.sessions().open(agentNamed("agent-2"));
        store.sessions().stop(ended);
        Instant before = store.now();

        SessionReadings readings = store.inspections().sessions();

        assertThat(readings.at()).isBetween(before, store.now());
        assertThat(readings.sessions()).extracting(SessionReading::id).containsExactly(first, last);
        SessionReading agent = readings.sessions().get(1);
        assertThat(agent.spec()).isEqualTo(agentNamed("agent-2"));
        assertThat(agent.spec().types()).containsExactly(A, B);
        assertThat(agent.openedAt()).isEqualTo(store.session(last).openedAt());
    }

    @Test
    default void statusOfAnEndedOrUnknownSessionIsPassedOver(StoreFixture store) {
        long living = store.agent();
        long ended = store.agent();
        store.sessions().stop(ended);

        store.inspections().report(status(ended, 6));
        store.inspections().report(status(Long.MAX_VALUE, 6));

        assertThat(store.inspections().sessions().sessions())
                .extracting(SessionReading::id)
                .containsExactly(living);
        assertThat(reported(store, living)).isEmpty();
    }

    @Test
    default void statusIsNotTakenFromAnotherProcess(StoreFixture store) throws Exception {
        StorePort other = store.another();
        long session = store.agent();
        other.sessions().open(agentNamed("elsewhere"));

        other.inspections().report(status(session, 6));

        assertThat(reported(store, session)).isEmpty();
    }

    @Test
    default void clearingASessionLeavesTheStatusOfOthers(StoreFixture store) {
        long cleared = store.agent();
        long other = store.agent();
        store.inspections().report(status(cleared, 1));
        store.inspections().report(status(other, 2));
        store.sessions().stop(cleared);

        store.sessions().clear(List.of(cleared));

        assertThat(reported(store, other).orElseThrow().status()).isEqualTo(status(other, 2));
    }
}
