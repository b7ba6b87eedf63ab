package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.MOMENT;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is refused, and the end of a connection. */
interface QueueUseContract extends QueueUnderTest {
    @Test
    default void takingOfNoTypesIsRefused(QueueFixture queue) {
        assertThatThrownBy(() -> queue.take(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void takingNoneIsRefused(QueueFixture queue) {
        assertThatThrownBy(() -> queue.take(List.of(A), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void waitingForNoTypesIsRefused(QueueFixture queue) {
        assertThatThrownBy(() -> queue.await(List.of(), MOMENT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void waitingForNoTimeOrTooLongIsRefused(QueueFixture queue) {
        Stream.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(1_001))
                .forEach(longest -> assertThatThrownBy(() -> queue.await(List.of(A), longest))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    default void closingTwiceIsHarmless(QueueFixture queue) throws Exception {
        QueuePort other = queue.another();

        other.close();

        assertThatCode(other::close).doesNotThrowAnyException();
    }

    @Test
    default void closingOneLeavesTheOthersOpen(QueueFixture queue) throws Exception {
        QueuePort other = queue.another();
        queue.enqueue(hints(A, 1, 1));

        queue.close();

        assertThat(ids(other.take(List.of(A), 10))).containsExactly(1L);
    }
}
