package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.B;
import static dev.taskq.testkit.contract.QueueFixture.MOMENT;
import static dev.taskq.testkit.contract.QueueFixture.hint;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Dropping the hints of a type. */
interface HintDroppingContract extends QueueUnderTest {
    @Test
    default void dropForgetsFreshAndPendingHints(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 5));
        queue.take(List.of(A), 2);

        queue.drop(A);

        assertThat(queue.take(List.of(A), 10)).isEmpty();
        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 0L));
        assertThat(queue.oldestWaiting(List.of(A))).isEmpty();
    }

    @Test
    default void dropLeavesOtherTypesAlone(QueueFixture queue) {
        queue.enqueue(List.of(hint(A, 1), hint(B, 2)));

        queue.drop(A);

        assertThat(ids(queue.take(List.of(A, B), 10))).containsExactly(2L);
    }

    @Test
    default void typeThatWasDroppedTakesNewHints(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 5));
        queue.take(List.of(A), 2);
        queue.drop(A);

        queue.enqueue(hints(A, 11, 12));

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(ids(queue.take(List.of(A), 10))).containsExactly(11L, 12L);
    }

    @Test
    default void deliveryFromBeforeADropIsAcknowledgedInVain(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 1));
        List<Delivery> before = queue.take(List.of(A), 1);
        queue.drop(A);
        queue.enqueue(hints(A, 2, 2));

        queue.ack(before);

        assertThat(ids(queue.take(List.of(A), 10))).containsExactly(2L);
    }

    @Test
    default void droppingWhatIsNotThereIsHarmless(QueueFixture queue) {
        queue.drop("never_seen");

        assertThat(queue.length(List.of("never_seen"))).containsExactly(Map.entry("never_seen", 0L));
    }
}
