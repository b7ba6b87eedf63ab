package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.claimOf;
import static dev.taskq.testkit.contract.StoreFixture.lose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.SessionEndedException;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.spi.StorePort;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fence for claims: a session that has ended claims nothing. */
interface ClaimFenceContract extends StoreUnderTest {
    @Test
    default void claimOfAnEndedSessionIsRefusedAndChangesNothing(StoreFixture store) {
        long session = store.agent();
        long id = store.submit(A);
        store.lose(session);

        assertThatThrownBy(() -> store.claim(session, 1, id))
                .isInstanceOfSatisfying(
                        SessionEndedException.class,
                        e -> assertThat(e.session()).isEqualTo(session));
        assertThat(store.waitingIds(A)).containsExactly(id);
        assertThat(store.task(id).counts()).isEqualTo(Counts.NONE);
    }

    @Test
    default void claimOfAClearedSessionIsRefused(StoreFixture store) {
        long session = store.agent();
        long id = store.submit(A);
        store.sessions().stop(session);
        store.sessions().clear(List.of(session));

        assertThatThrownBy(() -> store.claim(session, 1, id)).isInstanceOf(SessionEndedException.class);
        assertThat(store.waitingIds(A)).containsExactly(id);
    }

    @Test
    default void whenASessionHasBeenEndedNoClaimOfItCommitsLater(StoreFixture store) throws Exception {
        List<Long> ids = store.submit(A, 400);
        StorePort other = store.another();
        long session = store.agent();

        List<Long> held = Together.run(2, number -> {
            if (number == 1) {
                Eventually.until(
                        Eventually.LONG, () -> other.submissions().statuses(ids).containsValue(TaskStatus.RUNNING));
                lose(other, session);
                return runningNow(other, ids);
            }
            for (int i = 0; i < 400; i++) {
                try {
                    store.claim(session, i + 1, ids.get(i));
                } catch (SessionEndedException e) {
                    return 0L;
                }
            }
            return 0L;
        });

        assertThat(runningNow(store, ids)).isEqualTo(held.get(1));
    }

    private static long runningNow(StorePort store, List<Long> ids) {
        return store.submissions().statuses(ids).values().stream()
                .filter(status -> status == TaskStatus.RUNNING)
                .count();
    }

    @Test
    default void endedSessionClaimsAndSettlesNothingWhileOthersLive(StoreFixture store) {
        long ended = store.agent();
        long held = store.running(ended, 1);
        long id = store.submit(A);
        store.agent();
        store.lose(ended);

        assertThatThrownBy(() -> store.claim(ended, 2, id)).isInstanceOf(SessionEndedException.class);
        assertThatThrownBy(() -> store.dispatch().settle(claimOf(ended, 1, List.of(held))))
                .isInstanceOf(SessionEndedException.class);
        assertThat(store.waitingIds(A)).containsExactly(id);
    }
}
