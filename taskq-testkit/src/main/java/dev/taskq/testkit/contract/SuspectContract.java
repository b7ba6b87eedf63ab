package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static dev.taskq.testkit.contract.StoreFixture.taken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.Task;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Claim;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.ClaimResult.Claimed;
import dev.taskq.spi.ClaimResult.Deferred;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Position;
import dev.taskq.spi.Room;
import dev.taskq.spi.Scan;
import dev.taskq.spi.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that have lost several agents: a claim takes at most one of them. */
interface SuspectContract extends StoreUnderTest {
    private static long lost(StoreFixture store, int times) {
        long session = store.agent();
        long id = store.submit(A);
        for (int losses = 1; losses <= times; losses++) {
            claimed(store.claim(session, losses, id));
            Verdict again = new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, losses, 0);
            store.end(taken(id, session, losses, again, AttemptOutcome.LOST));
        }
        return id;
    }

    @Test
    default void claimTakesOneSuspectAtMostAndTheOthersGoOn(StoreFixture store) {
        long before = lost(store, Counts.SUSPECT_LOSSES - 1);
        long one = lost(store, Counts.SUSPECT_LOSSES);
        long other = lost(store, Counts.SUSPECT_LOSSES + 1);
        List<Long> neighbours = List.of(before, store.submit(A));

        List<ClaimResult> results = store.claim(store.agent(), 1, neighbours.get(0), one, other, neighbours.get(1));

        assertThat(results.get(0)).isInstanceOf(Claimed.class);
        assertThat(results.get(3)).isInstanceOf(Claimed.class);
        assertThat(results.subList(1, 3)).filteredOn(Claimed.class::isInstance).hasSize(1);
        assertThat(results.subList(1, 3))
                .filteredOn(Deferred.class::isInstance)
                .singleElement()
                .satisfies(deferred -> assertThat(store.waitingIds(A)).containsExactly(deferred.id()));
    }

    @Test
    default void claimThatTakesNoSuspectLeavesItAsItIs(StoreFixture store) {
        long suspect = lost(store, Counts.SUSPECT_LOSSES);
        long neighbour = store.submit(A);
        Task before = store.task(suspect);
        List<Claim.Item> items = claimOf(1, 1, List.of(suspect, neighbour)).items();

        List<ClaimResult> results =
                store.dispatch().claim(new Claim(new Holder(store.agent(), 1), items, false, Room.UNLIMITED));

        assertThat(results.get(0)).isEqualTo(new Deferred(suspect));
        assertThat(results.get(1)).isInstanceOf(Claimed.class);
        assertThat(store.task(suspect)).isEqualTo(before);
    }

    @Test
    default void scanWithoutSuspectsPassesThemOver(StoreFixture store) {
        long suspect = lost(store, Counts.SUSPECT_LOSSES);
        long neighbour = store.submit(A);

        assertThat(store.waitingIds(A)).containsExactly(suspect, neighbour);
        assertThat(store.found(new Scan(A, Position.START, Scan.NO_END, 100, 1, false))
                        .queued())
                .extracting(Hint::id)
                .containsExactly(neighbour);
    }

    @Test
    default void claimOfNothingIsHarmless(StoreFixture store) {
        assertThat(store.claim(store.agent(), 1)).isEmpty();
    }
}
