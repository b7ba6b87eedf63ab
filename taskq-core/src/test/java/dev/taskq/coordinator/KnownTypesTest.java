package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.ManualPlatform;
import dev.taskq.NewTask;
import dev.taskq.Origin;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownTypesTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskStore store = new InMemoryTaskStore(platform::wallClock);

    private KnownTypes types(int mostOfCaller) {
        return new KnownTypes(platform, store.types(), mostOfCaller);
    }

    private static NewTask task(String caller, String type) {
        return NewTask.of(type, "{}").withOrigin(new Origin(caller, "", Optional.empty()));
    }

    @Test
    void oneCallerDoesNotUseUpTheTypesOfAll() {
        KnownTypes types = types(2);
        types.admitAll(List.of(task("shop", "a"), task("shop", "b"), task("shop", "a")));

        assertThatThrownBy(() -> types.admit(task("shop", "c")))
                .isInstanceOf(TaskRejectedException.class)
                .hasMessageContaining("/type is one too many")
                .hasMessageContaining("2 types");
        assertThatCode(() -> types.admit(task("reports", "c"))).doesNotThrowAnyException();
        assertThatCode(() -> types.admit(task("shop", "c"))).doesNotThrowAnyException();
    }

    @Test
    void refusedTypesOfABatchAreNamedByTheirPlaces() {
        store.types().register(List.of("announced"));

        assertThatThrownBy(() ->
                        types(0).admitAll(List.of(task("shop", "x"), task("shop", "announced"), task("reports", "x"))))
                .isInstanceOfSatisfying(
                        TaskRejectedException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::pointer)
                                .containsExactly("/tasks/0/type", "/tasks/2/type"));
        assertThat(store.types().all()).hasSize(1);
    }

    @Test
    void typeThatAnOperatorPausesIsNotAnnounced() {
        KnownTypes types = types(0);
        types.pause("paused", true, "");

        assertThatThrownBy(() -> types.admit(task("shop", "paused"))).isInstanceOf(TaskRejectedException.class);
    }

    @Test
    void typeBeyondTheMostIsNotPausedAndTheBoundIsNamed() {
        store.types()
                .register(IntStream.range(0, Types.MOST_TYPES)
                        .mapToObj(i -> "many_" + i)
                        .toList());

        for (boolean paused : List.of(true, false)) {
            assertThatThrownBy(() -> types(1).pause("one_more", paused, ""))
                    .isInstanceOfSatisfying(
                            TaskRejectedException.class,
                            e -> assertThat(e.violations())
                                    .containsExactly(new Violation(
                                            "/type", "is one too many: the store knows 10000 types already")));
        }
        assertThat(store.types().all()).hasSize(Types.MOST_TYPES);
    }

    @Test
    void admittedTypeIsRememberedForAnHour() {
        KnownTypes types = types(1);
        types.admit(task("shop", "a"));
        platform.pass(Duration.ofMinutes(59));
        store.types().forget(Duration.ZERO, Duration.ZERO);
        types.admit(task("shop", "a"));
        assertThat(store.types().all()).isEmpty();

        platform.pass(Duration.ofMinutes(2));
        types.admit(task("shop", "a"));
        assertThat(store.types().all()).hasSize(1);
    }

    @Test
    void onlySoManyAreRemembered() {
        KnownTypes types = new KnownTypes(platform, store.types(), 100, 10);
        for (int i = 0; i < 100; i++) {
            types.admit(task("shop", "t" + i));
            assertThat(types.remembered()).isBetween(1, 10);
        }
    }
}
