package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.hint;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.hintsOf;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Hints that were taken and not acknowledged are given again. */
interface RedeliveryContract extends QueueUnderTest {
    @Test
    default void hintThatIsNotAcknowledgedIsGivenAgain(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));
        queue.take(List.of(A), 1);

        assertThat(hintsOf(queue.takeAgain(10))).containsExactly(hint(A, 1));
    }

    @Test
    default void hintIsNotGivenAgainBeforeASecondHasPassed(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));
        long before = System.nanoTime();
        queue.take(List.of(A), 1);
        queue.takeAgain(10);

        // A clock of milliseconds may have begun one just when the hint was taken.
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThan(QueuePort.REDELIVERY.minus(Duration.ofMillis(1)));
    }

    @Test
    default void hintGivenAgainStaysWithItsNewTaker(QueueFixture queue) throws Exception {
        QueuePort other = queue.anotherThatIsConnected();
        queue.enqueue(hints(A, 1, 1));
        queue.take(List.of(A), 1);
        queue.takeAgain(10);

        assertThat(other.take(List.of(A), 10)).isEmpty();
    }

    @Test
    default void hintGivenAgainCanBeAcknowledgedByEitherTaker(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));
        List<Delivery> before = queue.take(List.of(A), 1);
        queue.takeAgain(10);

        queue.ack(before);

        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 0L));
    }

    @Test
    default void oldHintsAreAtMostHalfOfWhatIsTaken(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 20));
        queue.take(List.of(A), 10);
        queue.waitUntilGivenAgain(10);

        List<Long> taken = ids(queue.take(List.of(A), 6));

        assertThat(taken).hasSize(6);
        assertThat(taken.stream().filter(id -> id <= 10)).hasSizeBetween(1, 3);
    }

    @Test
    default void takersOfOneGetOldAndFreshHintsInTurn(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 20));
        queue.take(List.of(A), 10);
        queue.waitUntilGivenAgain(10);

        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.addAll(ids(queue.take(List.of(A), 1)));
        }

        assertThat(taken).hasSize(4);
        assertThat(taken.stream().filter(id -> id <= 10)).hasSize(2);
    }

    @Test
    default void allHintsLeftOverAreGivenAgainInTime(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 300));
        queue.take(List.of(A), 300);

        Set<Long> again = new HashSet<>();
        Eventually.until(Eventually.LONG, () -> {
            List<Delivery> some = queue.take(List.of(A), 50);
            queue.ack(some);
            again.addAll(ids(some));
            return again.size() == 300;
        });
    }
}
