package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.B;
import static dev.taskq.testkit.contract.QueueFixture.MOMENT;
import static dev.taskq.testkit.contract.QueueFixture.awaitLong;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Wake-ups: a waiting thread hears of new hints, and takes them in the same call. */
interface WakeUpContract extends QueueUnderTest {
    @Test
    default void wakeUpRingsForAHintSentBefore(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    default void wakeUpRingsForAHintSentLater(QueueFixture queue) throws Exception {
        QueuePort sender = queue.another();
        List<Boolean> rang = Together.run(2, number -> {
            if (number == 0) {
                return awaitLong(queue, A);
            }
            sender.enqueue(hints(A, 1, 1));
            return true;
        });

        assertThat(rang).containsOnly(true);
    }

    @Test
    default void waitEndsWithoutAHint(QueueFixture queue) throws Exception {
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void wakeUpOfAnotherTypeIsNotHeard(QueueFixture queue) throws Exception {
        queue.enqueue(hints(B, 1, 1));

        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void wakeUpOfAnyTypeGivenIsHeard(QueueFixture queue) throws Exception {
        queue.enqueue(hints(B, 1, 1));

        assertThat(queue.await(List.of(A, B), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A, B), MOMENT)).isFalse();
    }

    @Test
    default void hintsSentTogetherRingOnce(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 3));

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void wakeUpThatRingsAlreadyRingsOnce(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 2));
        queue.enqueue(hints(A, 3, 3));

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void hintSentAfterAWakeUpRingsAgain(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        queue.enqueue(hints(A, 2, 2));

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    default void takeThatLeavesHintsRingsForTheNext(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 5));
        for (int i = 0; i < 2; i++) {
            assertThat(queue.await(List.of(A), MOMENT)).isTrue();
            assertThat(queue.take(List.of(A), 2)).hasSize(2);
        }

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatLeavesOneByOneRingsUntilTheLast(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 3));
        for (int i = 0; i < 3; i++) {
            assertThat(queue.await(List.of(A), MOMENT)).isTrue();
            assertThat(queue.take(List.of(A), 1)).hasSize(1);
        }

        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatIsFilledByOneTypeRingsForTheOthers(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 2));
        queue.enqueue(hints(B, 3, 3));
        assertThat(queue.await(List.of(B), MOMENT)).isTrue();
        assertThat(queue.take(List.of(A, B), 2)).hasSize(2);

        assertThat(queue.await(List.of(B), MOMENT)).isTrue();
    }

    @Test
    default void takeThatLeavesNothingUntakenRingsForNothing(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 2));
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.take(List.of(A), 2)).hasSize(2);

        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatLeavesMoreThanItTookRingsForTwo(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 5));
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.take(List.of(A), 2)).hasSize(2);

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatLeavesNoMoreThanItTookRingsForOne(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 4));
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.take(List.of(A), 2)).hasSize(2);

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeCountsWhatWasTakenAndNotAcknowledgedAsTaken(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 6));
        queue.ack(queue.take(List.of(A), 1));
        assertThat(queue.take(List.of(A), 2)).hasSize(2);
        assertThat(queue.await(List.of(A, B), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A, B), MOMENT)).isTrue();
        assertThat(queue.take(List.of(A), 2)).hasSize(2);

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void wakeUpThatRingsForTwoRingsForNoMore(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 9));
        assertThat(queue.take(List.of(A), 1)).hasSize(1);
        assertThat(queue.take(List.of(A), 1)).hasSize(1);
        queue.enqueue(hints(A, 10, 10));

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatFindsNothingSilencesTheWakeUps(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 5));
        queue.ack(queue.take(List.of(A), 10));
        assertThat(queue.take(List.of(A, B), 10)).isEmpty();

        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatLeavesNothingSilencesTheWakeUps(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 5));
        assertThat(queue.take(List.of(A), 6)).hasSize(5);

        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void takeThatMayLeaveSomethingLeavesTheWakeUpsAlone(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 2));
        queue.take(List.of(A), 1);

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    default void silencingAWakeUpLeavesOtherTypesAlone(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));
        queue.take(List.of(B), 1);

        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    default void waitingThreadCanBeInterrupted(QueueFixture queue) throws Exception {
        assertEndsWhenInterrupted(() -> queue.await(List.of(A), Duration.ofSeconds(1)));
    }

    private static void assertEndsWhenInterrupted(Callable<?> wait) throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                while (true) {
                    wait.call();
                }
            } catch (Exception e) {
                thrown.set(e);
            }
        });
        waiting.start();
        waiting.interrupt();

        assertThat(waiting.join(Eventually.LONG)).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    // A take with the wake-up

    @Test
    default void hintSentBeforeIsTakenWithItsWakeUp(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 3));

        assertThat(ids(queue.takeWhenWoken(List.of(B, A), 2, List.of(), MOMENT)))
                .containsExactly(1L, 2L);

        // It left one, and rings for the next agent.
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void hintSentLaterIsTakenWithItsWakeUp(QueueFixture queue) throws Exception {
        QueuePort sender = queue.another();
        List<List<Long>> taken = Together.run(2, number -> {
            if (number == 0) {
                return takenLong(queue);
            }
            sender.enqueue(hints(A, 1, 2));
            return List.of();
        });

        assertThat(taken).containsExactlyInAnyOrder(List.of(1L, 2L), List.of());
    }

    private static List<Long> takenLong(QueuePort queue) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            List<Delivery> taken = queue.takeWhenWoken(List.of(A), 10, List.of(), Duration.ofSeconds(1));
            if (!taken.isEmpty()) {
                return ids(taken);
            }
        }
        return List.of();
    }

    @Test
    default void waitWithoutAWakeUpEndsWithATake(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1));
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();

        assertThat(ids(queue.takeWhenWoken(List.of(A), 10, List.of(), MOMENT))).containsExactly(1L);
    }

    @Test
    default void waitThatTakesNothingIsEmptyAndMayBeRepeated(QueueFixture queue) throws Exception {
        assertThat(queue.takeWhenWoken(List.of(A), 10, List.of(), MOMENT)).isEmpty();
        assertThat(queue.takeWhenWoken(List.of(A), 10, List.of(), MOMENT)).isEmpty();
    }

    @Test
    default void acknowledgementRidesOnTheTakeWithAWakeUp(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 2));
        queue.enqueue(hints(B, 11, 12));
        List<Delivery> first = queue.take(List.of(A, B), 3);

        assertThat(ids(queue.takeWhenWoken(List.of(B), 10, first, MOMENT))).containsExactly(12L);

        assertThat(queue.length(List.of(A, B))).containsOnly(Map.entry(A, 0L), Map.entry(B, 1L));
    }

    @Test
    default void takeThatWaitsCanBeInterrupted(QueueFixture queue) throws Exception {
        assertEndsWhenInterrupted(() -> queue.takeWhenWoken(List.of(A), 1, List.of(), Duration.ofSeconds(1)));
    }
}
