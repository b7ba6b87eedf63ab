package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.SessionEndedException;
import dev.taskq.spi.Heartbeat;
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
abstract class NeighbourContract extends LossContract {
    private void bids(long session, LeaseBid.Wish wish, Optional<LeaseFacts> facts) {
        store().sessions().heartbeat(heartbeatOf(session, new LeaseBid(wish, facts)));
    }

    private boolean leads(long session) {
        return store().sessions()
                .heartbeat(heartbeatOf(session, new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty())))
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
    void heartbeatOfAnEndedSessionDoesNotCount() {
        long ended = agent();
        lose(ended);

        heartbeat(ended);

        assertThat(store().sessions().all().sessions())
                .singleElement()
                .extracting(Session::heartbeats)
                .isEqualTo(0L);
    }

    @Test
    void givingUpTheLeaseLeavesItsFacts() {
        long leader = agent();
        bids(leader, LeaseBid.Wish.LEAD, facts(3));

        bids(leader, LeaseBid.Wish.GIVE_UP, facts(9));

        assertThat(heartbeat(agent()).facts()).isEqualTo(facts(3));
    }

    @Test
    void heartbeatBringsNoTypeThatWasNotAskedFor() {
        store().types().pause(B, true);

        assertThat(store().sessions()
                        .heartbeat(new Heartbeat(agent(), List.of(), List.of(A), false, LeaseBid.NONE))
                        .types())
                .containsOnlyKeys(A);
    }

    @Test
    void whatASessionHasEndedItselfItHoldsNoLonger() {
        long session = agent();
        long id = running(session, 1);
        end(completion(id, session, 1, SUCCEEDED));

        assertThat(heartbeat(session, new Held(id, 1)).lost()).containsExactly(new Held(id, 1));
    }

    @Test
    void endedSessionClaimsAndSettlesNothingWhileOthersLive() {
        long ended = agent();
        long held = running(ended, 1);
        long id = submit(A);
        agent();
        lose(ended);

        assertThatThrownBy(() -> claim(ended, 2, id)).isInstanceOf(SessionEndedException.class);
        assertThatThrownBy(() -> store().dispatch().settle(claimOf(ended, 1, List.of(held))))
                .isInstanceOf(SessionEndedException.class);
        assertThat(waitingIds(A)).containsExactly(id);
    }

    @Test
    void clearingLeavesOtherEndedSessionsAndTheHeartbeatsOfTheLiving() {
        long cleared = agent();
        long ended = agent();
        long living = agent();
        lose(cleared);
        lose(ended);

        store().sessions().clear(List.of(cleared));

        assertThat(store().sessions().all().sessions()).extracting(Session::id).containsExactly(ended, living);
        assertThat(heartbeat(living).ended()).isFalse();
    }

    @Test
    void askingARunningTaskToStopIsAChangeOnce() {
        long id = running(agent(), 1);
        Instant before = task(id).times().updatedAt();

        store().submissions().cancel(List.of(id));
        Instant asked = task(id).times().updatedAt();
        store().submissions().cancel(List.of(id));

        assertThat(asked).isAfter(before);
        assertThat(task(id).times().updatedAt()).isEqualTo(asked);
    }
}
