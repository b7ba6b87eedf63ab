package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.B;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Acknowledging hints. */
interface AcknowledgementContract extends QueueUnderTest {
    @Test
    default void acknowledgedHintIsGoneForEver(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 2));
        queue.ack(queue.take(List.of(A), 1));
        queue.take(List.of(A), 1);

        assertThat(ids(queue.takeAgain(10))).containsExactly(2L);
        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 1L));
    }

    @Test
    default void acknowledgingTwiceIsHarmless(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 2));
        List<Delivery> taken = queue.take(List.of(A), 1);

        queue.ack(taken);
        queue.ack(taken);

        assertThat(ids(queue.take(List.of(A), 10))).containsExactly(2L);
    }

    @Test
    default void anotherProcessMayAcknowledge(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));

        queue.another().ack(queue.take(List.of(A), 1));

        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 0L));
    }

    @Test
    default void deliveriesOfSeveralTypesAreAcknowledgedTogether(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 3));
        queue.enqueue(hints(B, 11, 13));

        queue.ack(queue.take(List.of(A, B), 5));

        assertThat(queue.length(List.of(A, B))).containsOnly(Map.entry(A, 0L), Map.entry(B, 1L));
    }

    @Test
    default void acknowledgementRidesOnTheNextTake(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 3));
        List<Delivery> first = queue.take(List.of(A), 2);

        assertThat(ids(queue.take(List.of(A), 2, first))).containsExactly(3L);

        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 1L));
        assertThat(ids(queue.takeAgain(10))).containsExactly(3L);
    }

    @Test
    default void typesThatAreAcknowledgedNeedNotBeTaken(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 2));
        queue.enqueue(hints(B, 11, 13));
        List<Delivery> first = queue.take(List.of(A, B), 4);

        assertThat(ids(queue.take(List.of(B), 10, first))).containsExactly(13L);

        assertThat(queue.length(List.of(A, B))).containsOnly(Map.entry(A, 0L), Map.entry(B, 1L));
    }

    @Test
    default void acknowledgementRidesOnATakeThatFindsNothing(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 2));
        List<Delivery> first = queue.take(List.of(A), 10);

        assertThat(queue.take(List.of(A), 10, first)).isEmpty();
        assertThat(queue.take(List.of(A), 10, first)).isEmpty();

        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 0L));
    }

    @Test
    default void thousandsOfAcknowledgementsRideOnOneTake(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 5_000));
        List<Delivery> first = queue.take(List.of(A), 4_999);

        assertThat(ids(queue.take(List.of(A), 10, first))).containsExactly(5_000L);

        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 1L));
    }

    @Test
    default void noHintsAndNoDeliveriesAreHarmless(QueueFixture queue) {
        queue.enqueue(List.of());
        queue.ack(List.of());

        assertThat(queue.oldestWaiting(List.of())).isEmpty();
        assertThat(queue.length(List.of())).isEmpty();
    }
}
