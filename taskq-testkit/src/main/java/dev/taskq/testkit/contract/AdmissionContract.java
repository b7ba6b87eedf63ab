package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.NewSession;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.TypeAdmission;
import dev.taskq.spi.TypeRefusal;
import dev.taskq.spi.TypeState;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Types that callers make known by submitting: only so many for each caller. */
interface AdmissionContract extends StoreUnderTest {
    private static TypeAdmission of(String caller, int most) {
        return new TypeAdmission(caller, most);
    }

    @Test
    default void callerMakesKnownOnlySoManyTypes(StoreFixture store) {
        assertThat(store.types().admit(List.of("a_1", "a_2", A), of("shop", 2))).isEmpty();
        assertThat(store.types().admit(List.of("a_1", "a_2", A, B), of("shop", 2)))
                .isEmpty();
        assertThat(store.types().admit(List.of("a_1", "a_3"), of("shop", 2)))
                .containsExactly(new TypeRefusal("a_3", TypeRefusal.Reason.CALLER_FULL));

        // Others are not concerned, and may use what is known.
        assertThat(store.types().admit(List.of("a_1", "a_3"), of("", 1))).isEmpty();
        assertThat(store.types().all())
                .extracting(TypeState::name)
                .containsExactlyInAnyOrder(A, B, "a_1", "a_2", "a_3");
    }

    @Test
    default void announcedTypesCountAgainstNoCaller(StoreFixture store) {
        store.types().admit(List.of("a_1"), of("shop", 1));
        assertThat(store.types().register(List.of("a_1"))).isEmpty();

        assertThat(store.types().admit(List.of("a_2"), of("shop", 1))).isEmpty();
        store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("a_2")));
        assertThat(store.types().admit(List.of("a_3"), of("shop", 1))).isEmpty();
        assertThat(store.types().admit(List.of("a_4"), of("shop", 1)))
                .containsExactly(new TypeRefusal("a_4", TypeRefusal.Reason.CALLER_FULL));
    }

    @Test
    default void announcingOneTypeLeavesTheOthersToTheirCaller(StoreFixture store) {
        store.types().admit(List.of("a_1", "a_2"), of("shop", 2));
        store.types().register(List.of("a_1"));

        assertThat(store.types().admit(List.of("a_3", "a_4"), of("shop", 2)))
                .containsExactly(new TypeRefusal("a_4", TypeRefusal.Reason.CALLER_FULL));
    }

    @Test
    default void announcingATypeThatACallerMadeKnownTakesNoRoom(StoreFixture store) {
        store.types().admit(List.of("a_1"), of("shop", 1));
        List<String> names = IntStream.range(0, Types.MOST_TYPES - 4)
                .mapToObj(i -> "many_" + i)
                .toList();
        store.types().register(names);

        assertThat(store.types().register(List.of("a_1", "last"))).isEmpty();
        assertThat(store.types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    default void onlyAnnouncedTypesAreAdmittedWhereNoOthersAre(StoreFixture store) {
        store.types().admit(List.of("made_known"), of("shop", 1));

        assertThat(store.types().admit(List.of(A, "made_known", "fresh"), of("other", 0)))
                .containsExactlyInAnyOrder(
                        new TypeRefusal("made_known", TypeRefusal.Reason.NOT_ANNOUNCED),
                        new TypeRefusal("fresh", TypeRefusal.Reason.NOT_ANNOUNCED));
        store.sessions().open(new NewSession(NewSession.Kind.AGENT, "agent", "host", List.of("made_known")));
        assertThat(store.types().admit(List.of("made_known"), of("other", 0))).isEmpty();
    }

    @Test
    default void callersTypesBeyondTheMostAreRefused(StoreFixture store) {
        List<String> names = IntStream.range(0, Types.MOST_TYPES - 3)
                .mapToObj(i -> "many_" + i)
                .toList();
        store.types().register(names);

        assertThat(store.types().admit(List.of("last", "one_more"), of("shop", 10)))
                .extracting(TypeRefusal::reason)
                .containsExactly(TypeRefusal.Reason.STORE_FULL);
        assertThat(store.types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    default void sameCallerFromManyThreadsMakesKnownOnlySoManyTypes(StoreFixture store) throws Exception {
        StorePort other = store.another();

        List<List<TypeRefusal>> refused = Together.run(
                6,
                number -> (number % 2 == 0 ? store : other)
                        .types()
                        .admit(List.of("x_" + number, "y_" + number, "z_" + number), of("shop", 10)));

        assertThat(refused.stream().mapToInt(List::size).sum()).isEqualTo(8);
        assertThat(store.types().all()).hasSize(12);
    }

    @Test
    default void announcedTypeIsKeptForLonger(StoreFixture store) {
        store.types().admit(List.of("made_known"), of("shop", 1));

        assertThat(store.types().forget(Duration.ZERO, Duration.ofHours(3))).isEqualTo(1);
        assertThat(store.types().all()).extracting(TypeState::name).containsExactlyInAnyOrder(A, B);
        assertThat(store.types().admit(List.of("again"), of("shop", 1))).isEmpty();
    }
}
