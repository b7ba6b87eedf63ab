package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.claimed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.StorePort;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Registering and pausing types. */
interface TypeContract extends StoreUnderTest {
    @Test
    default void registeredTypesAreKnown(StoreFixture store) {
        assertThat(store.types().register(List.of("fresh_1", "fresh_2"))).isEmpty();
        assertThat(store.types().register(List.of("fresh_1", A))).isEmpty();
        assertThat(store.types().register(List.of())).isEmpty();

        assertThat(store.types().all().stream().map(TypeState::name))
                .containsExactlyInAnyOrder(A, B, "fresh_1", "fresh_2");
        assertThat(store.types().some(List.of("fresh_2", "unknown", A)).stream().map(TypeState::name))
                .containsExactlyInAnyOrder(A, "fresh_2");
        assertThat(store.types().some(List.of())).isEmpty();
    }

    @Test
    default void freshTypeIsDispatchedAndUncounted(StoreFixture store) {
        store.submit(A);

        TypeState type = store.type(A);

        assertThat(type.paused()).isFalse();
        assertThat(type.countedAt()).isEmpty();
        assertThat(type.floor()).isBeforeOrEqualTo(store.waiting(A).get(0).hintedAt());
    }

    @Test
    default void typesBeyondTheMostAreRefused(StoreFixture store) {
        List<String> names = IntStream.range(0, Types.MOST_TYPES - 1)
                .mapToObj(i -> "many_" + i)
                .toList();

        assertThat(store.types().register(names)).hasSize(1);
        assertThat(store.types().register(List.of(A, "one_more"))).containsExactly("one_more");
        assertThat(store.types().pause("one_more", true)).isFalse();
        assertThat(store.types().pause(A, true)).isTrue();
        assertThat(store.types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    default void sameTypesFromManyThreadsAreRegisteredOnce(StoreFixture store) throws Exception {
        StorePort other = store.another();
        List<String> names = IntStream.range(0, 50).mapToObj(i -> "shared_" + i).toList();

        List<List<String>> refused = Together.run(
                6, number -> (number % 2 == 0 ? store : other).types().register(names));

        assertThat(refused).containsOnly(List.of());
        assertThat(store.types().all()).hasSize(52);
    }

    @Test
    default void pausedTypeIsPausedUntilItIsResumed(StoreFixture store) {
        store.types().pause(A, true);
        assertThat(store.type(A).paused()).isTrue();
        assertThat(store.type(B).paused()).isFalse();

        store.types().pause(A, false);
        assertThat(store.type(A).paused()).isFalse();
    }

    @Test
    default void pauseLeavesHandingOutToTheAgents(StoreFixture store) {
        long id = store.submit(A);
        store.types().pause(A, true);

        assertThat(store.waitingIds(A)).containsExactly(id);
        claimed(store.claim(store.agent(), 1, id));
    }

    @Test
    default void pausingAnUnknownTypeRegistersIt(StoreFixture store) {
        store.types().pause("fresh_type", true);

        assertThat(store.type("fresh_type").paused()).isTrue();
    }
}
