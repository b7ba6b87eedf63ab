package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskStatus;
import dev.taskq.spi.TypeState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Forgetting types that are no longer used. */
interface UnusedTypeContract extends StoreUnderTest {
    @Test
    default void unusedTypeIsForgotten(StoreFixture store) {
        store.types().register(List.of("unused"));
        int known = store.types().all().size();

        assertThat(store.types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(known);
        assertThat(store.types().all()).isEmpty();
    }

    @Test
    default void typeThatWasRegisteredLatelyIsKept(StoreFixture store) {
        store.types().register(List.of("used"));

        assertThat(store.types().forget(Duration.ofHours(3), Duration.ofHours(3)))
                .isZero();
        assertThat(store.types().all()).extracting(TypeState::name).contains("used");
    }

    @Test
    default void typeWithAnOpenTaskIsKeptAndOneWithFinishedTasksIsNot(StoreFixture store) {
        long open = store.submit(A);
        long finished = store.submit(B);
        store.submissions().cancel(List.of(finished));

        assertThat(store.types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(1);
        assertThat(store.types().all()).extracting(TypeState::name).containsExactly(A);
        assertThat(store.status(open)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    default void typeThatALivingSessionServesIsKept(StoreFixture store) {
        long session = store.agent();
        int served = store.types().all().size();
        store.types().register(List.of("unused"));
        assertThat(store.types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(1);
        assertThat(store.types().all()).hasSize(served);

        store.sessions().stop(session);
        assertThat(store.types().forget(Duration.ZERO, Duration.ZERO)).isEqualTo(served);
    }

    @Test
    default void pausedTypeIsKept(StoreFixture store) {
        store.types().pause("paused", true);

        store.types().forget(Duration.ZERO, Duration.ZERO);
        assertThat(store.types().all()).extracting(TypeState::name).containsExactly("paused");
    }
}
