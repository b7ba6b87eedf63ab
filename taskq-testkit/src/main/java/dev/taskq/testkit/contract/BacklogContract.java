package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.TypeState;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The backlog that is recorded for each type. */
interface BacklogContract extends StoreUnderTest {
    @Test
    default void gaugesAreKept(StoreFixture store) {
        Instant before = store.now();

        store.types()
                .recordBacklog(List.of(
                        new BacklogCount(A, before, OptionalLong.of(17)),
                        new BacklogCount("unknown", before, OptionalLong.of(1))));

        TypeState type = store.type(A);
        assertThat(type.floor()).isEqualTo(before);
        assertThat(type.depth()).isEqualTo(17);
        assertThat(type.countedAt().orElseThrow()).isBetween(before, store.now());
        assertThat(store.types().some(List.of("unknown"))).isEmpty();
        assertThat(store.type(B).countedAt()).isEmpty();
    }

    @Test
    default void floorsNeverMoveBack(StoreFixture store) {
        Instant floor = store.now();
        store.types().recordBacklog(List.of(new BacklogCount(A, floor, OptionalLong.empty())));
        store.types().recordBacklog(List.of(new BacklogCount(A, floor.minusSeconds(5), OptionalLong.of(3))));

        assertThat(store.type(A).floor()).isEqualTo(floor);
        assertThat(store.type(A).depth()).isEqualTo(3);
    }

    @Test
    default void gaugeWithoutACountLeavesTheLastOne(StoreFixture store) {
        Instant floor = store.now();
        store.types().recordBacklog(List.of(new BacklogCount(A, floor, OptionalLong.of(3))));
        TypeState before = store.type(A);

        store.types().recordBacklog(List.of(new BacklogCount(A, floor.plusSeconds(1), OptionalLong.empty())));

        assertThat(store.type(A)).isEqualTo(new TypeState(A, false, floor.plusSeconds(1), 3, before.countedAt()));
    }

    @Test
    default void gaugesLeaveAPauseAlone(StoreFixture store) {
        store.types().pause(A, true);

        store.types().recordBacklog(List.of(new BacklogCount(A, store.now(), OptionalLong.of(3))));

        assertThat(store.type(A).paused()).isTrue();
    }
}
