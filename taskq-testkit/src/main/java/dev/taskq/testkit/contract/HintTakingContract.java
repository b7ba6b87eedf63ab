package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.B;
import static dev.taskq.testkit.contract.QueueFixture.hint;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.hintsOf;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Taking hints: which ones, and in which order. */
interface HintTakingContract extends QueueUnderTest {
    @Test
    default void carriesHints(QueueFixture queue) {
        assertThat(queue.carriesHints()).isTrue();
    }

    @Test
    default void emptyQueueGivesNothing(QueueFixture queue) {
        assertThat(queue.take(List.of(A, B), 10)).isEmpty();
    }

    @Test
    default void hintComesBackAsItWasGiven(QueueFixture queue) {
        Hint hint = new Hint(A, Long.MAX_VALUE, Instant.parse("2030-01-02T03:04:05.000001Z"));

        queue.enqueue(List.of(hint));

        assertThat(hintsOf(queue.take(List.of(A), 1))).containsExactly(hint);
    }

    @Test
    default void hintsAreTakenInTheOrderGiven(QueueFixture queue) {
        queue.enqueue(List.of(hint(A, 3), hint(A, 1)));
        queue.enqueue(List.of(hint(A, 2)));

        assertThat(ids(queue.take(List.of(A), 10))).containsExactly(3L, 1L, 2L);
    }

    @Test
    default void eachTypeHasAQueueOfItsOwn(QueueFixture queue) {
        queue.enqueue(List.of(hint(A, 1), hint(B, 2), hint(A, 3)));

        assertThat(ids(queue.take(List.of(B), 10))).containsExactly(2L);
        assertThat(ids(queue.take(List.of(A), 10))).containsExactly(1L, 3L);
    }

    @Test
    default void hintThatWasTakenIsNotGivenToOthersAtOnce(QueueFixture queue) throws Exception {
        QueuePort other = queue.anotherThatIsConnected();
        queue.enqueue(hints(A, 1, 4));

        assertThat(ids(queue.take(List.of(A), 2))).containsExactly(1L, 2L);
        assertThat(ids(other.take(List.of(A), 10))).containsExactly(3L, 4L);
        assertThat(queue.take(List.of(A), 10)).isEmpty();
    }

    @Test
    default void maxHoldsOverAllTypes(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 3));
        queue.enqueue(hints(B, 11, 13));

        assertThat(ids(queue.take(List.of(A, B), 4))).containsExactly(1L, 2L, 3L, 11L);
    }

    @Test
    default void typesAreServedInTheOrderGiven(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 3));
        queue.enqueue(hints(B, 11, 13));

        assertThat(ids(queue.take(List.of(B, A), 4))).containsExactly(11L, 12L, 13L, 1L);
    }

    @Test
    default void typesThatAreEmptyAreNoHindrance(QueueFixture queue) {
        queue.enqueue(List.of(hint(B, 1)));

        assertThat(ids(queue.take(List.of(A, B, "never_seen"), 10))).containsExactly(1L);
    }

    @Test
    default void doubledHintIsGivenTwice(QueueFixture queue) {
        queue.enqueue(List.of(hint(A, 1), hint(A, 1)));
        queue.enqueue(List.of(hint(A, 1)));

        List<Delivery> taken = queue.take(List.of(A), 10);

        assertThat(ids(taken)).containsExactly(1L, 1L, 1L);
        queue.ack(taken.subList(0, 1));
        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 2L));
    }

    @Test
    default void thousandsOfHintsPassInOrder(QueueFixture queue) {
        queue.enqueue(hints(A, 1, 5_000));

        List<Long> taken = new ArrayList<>();
        for (List<Delivery> some = queue.take(List.of(A), 700); !some.isEmpty(); some = queue.take(List.of(A), 700)) {
            taken.addAll(ids(some));
            queue.ack(some);
        }

        assertThat(taken)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 5_000).boxed().toList());
    }

    @Test
    default void manyTypesAreTakenInOneCall(QueueFixture queue) {
        List<String> types = IntStream.range(0, 200).mapToObj(i -> "many_" + i).toList();
        queue.enqueue(types.stream().map(type -> hint(type, 7)).toList());

        assertThat(queue.take(types, 1_000).stream().map(taken -> taken.hint().type()))
                .containsExactlyElementsOf(types);
    }
}
