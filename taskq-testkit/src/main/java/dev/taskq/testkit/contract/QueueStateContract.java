package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.B;
import static dev.taskq.testkit.contract.QueueFixture.hint;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a queue tells of the hints that it holds. */
interface QueueStateContract extends QueueUnderTest {
    @Test
    default void lengthCountsFreshAndPendingHints(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 5));
        queue.take(List.of(A), 2);

        assertThat(queue.length(List.of(A, B))).containsOnly(Map.entry(A, 5L), Map.entry(B, 0L));
    }

    @Test
    default void oldestWaitingIsTheFirstFreshHint(QueueFixture queue) {
        queue.enqueue(hints(A, 5, 8));

        assertThat(queue.oldestWaiting(List.of(A, B)))
                .containsExactly(Map.entry(A, hint(A, 5).hintedAt()));
    }

    @Test
    default void oldestWaitingMayBeAPendingHint(QueueFixture queue) {
        queue.enqueue(hints(A, 5, 8));
        queue.take(List.of(A), 2);

        assertThat(queue.oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 5).hintedAt()));
    }

    @Test
    default void oldestWaitingMayBePendingWhenNothingIsFresh(QueueFixture queue) {
        queue.enqueue(hints(A, 5, 5));
        queue.take(List.of(A), 2);

        assertThat(queue.oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 5).hintedAt()));
    }

    @Test
    default void oldestWaitingIsTheEarlierStampOfPendingAndFresh(QueueFixture queue) {
        queue.enqueue(List.of(hint(A, 9), hint(A, 2)));
        queue.take(List.of(A), 1);

        assertThat(queue.oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 2).hintedAt()));
    }

    @Test
    default void oldestWaitingForgetsWhatWasAcknowledged(QueueFixture queue) {
        queue.enqueue(hints(A, 5, 8));
        queue.ack(queue.take(List.of(A), 2));

        assertThat(queue.oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 7).hintedAt()));
    }

    @Test
    default void nothingWaitsWhereAllIsAcknowledged(QueueFixture queue) {
        queue.enqueue(hints(A, 5, 8));
        queue.ack(queue.take(List.of(A), 10));

        assertThat(queue.oldestWaiting(List.of(A))).isEmpty();
    }
}
