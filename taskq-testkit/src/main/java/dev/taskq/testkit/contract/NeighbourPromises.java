package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.SessionEndedException;
import dev.taskq.spi.Beat;
import dev.taskq.spi.Held;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a call leaves alone: the rows beside those that it is about. */
abstract class NeighbourPromises extends LossPromises {
    private void bids(long session, LeaseBid.Wish wish, Optional<LeaseFacts> facts) {
        store().beat(beatOf(session, new LeaseBid(wish, facts)));
    }

    private boolean leads(long session) {
        return store().beat(beatOf(session, new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty())))
                .leads();
    }

    private static Optional<LeaseFacts> facts(int agents) {
        return Optional.of(new LeaseFacts(Instant.EPOCH, agents, Map.of(A, agents), Duration.ofSeconds(1), false));
    }

    @Test
    void endedSessionTakesNoLease() {
        long ended = agent();
        long living = agent();
        lose(ended);

        bids(ended, LeaseBid.Wish.LEAD, Optional.empty());

        assertThat(leads(living)).isTrue();
    }

    @Test
    void beatOfAnEndedSessionDoesNotCount() {
        long ended = agent();
        lose(ended);

        beat(ended);

        assertThat(store().sessions().all())
                .singleElement()
                .extracting(Session::beats)
                .isEqualTo(0L);
    }

    @Test
    void givingUpTheLeaseLeavesItsFacts() {
        long lead = agent();
        bids(lead, LeaseBid.Wish.LEAD, facts(3));

        bids(lead, LeaseBid.Wish.GIVE_UP, facts(9));

        assertThat(beat(agent()).facts()).isEqualTo(facts(3));
    }

    @Test
    void beatBringsNoTypeThatWasNotAskedFor() {
        store().pause(B, true);

        assertThat(store().beat(new Beat(agent(), List.of(), List.of(A), false, LeaseBid.NONE))
                        .types())
                .containsOnlyKeys(A);
    }

    @Test
    void whatASessionHasEndedItselfItHoldsNoLonger() {
        long session = agent();
        long id = running(session, 1);
        end(ending(id, session, 1, SUCCEEDED));

        assertThat(beat(session, new Held(id, 1)).lost()).containsExactly(new Held(id, 1));
    }

    @Test
    void endedSessionClaimsAndSettlesNothingWhileOthersLive() {
        long ended = agent();
        long held = running(ended, 1);
        long id = submit(A);
        agent();
        lose(ended);

        assertThatThrownBy(() -> claim(ended, 2, id)).isInstanceOf(SessionEndedException.class);
        assertThatThrownBy(() -> store().settle(claimOf(ended, 1, List.of(held))))
                .isInstanceOf(SessionEndedException.class);
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void clearingLeavesOtherEndedSessionsAndTheBeatsOfTheLiving() {
        long cleared = agent();
        long ended = agent();
        long living = agent();
        lose(cleared);
        lose(ended);

        store().clearSessions(List.of(cleared));

        assertThat(store().sessions().all()).extracting(Session::id).containsExactly(ended, living);
        assertThat(beat(living).ended()).isFalse();
    }

    @Test
    void askingARunningTaskToStopIsAChangeOnce() {
        long id = running(agent(), 1);
        Instant before = task(id).times().updatedAt();

        store().cancel(List.of(id));
        Instant asked = task(id).times().updatedAt();
        store().cancel(List.of(id));

        assertThat(asked).isAfter(before);
        assertThat(task(id).times().updatedAt()).isEqualTo(asked);
    }
}
