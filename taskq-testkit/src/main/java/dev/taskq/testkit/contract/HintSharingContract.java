package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.awaitLong;
import static dev.taskq.testkit.contract.QueueFixture.hint;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many threads and processes on the same hints. */
interface HintSharingContract extends QueueUnderTest {
    @Test
    default void manyTakersGetEachHintOnce(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 1_000));
        QueuePort other = queue.another();

        List<List<Long>> taken = Together.run(8, number -> {
            QueuePort mine = number % 2 == 0 ? queue : other;
            List<Long> all = new ArrayList<>();
            for (List<Delivery> some = mine.take(List.of(A), 7); !some.isEmpty(); some = mine.take(List.of(A), 7)) {
                all.addAll(ids(some));
                mine.ack(some);
            }
            return all;
        });

        assertThat(taken.stream().flatMap(List::stream)).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    default void manySendersLoseNoHint(QueueFixture queue) throws Exception {
        QueuePort other = queue.another();

        Together.run(8, number -> {
            for (int i = 0; i < 25; i++) {
                (number % 2 == 0 ? queue : other).enqueue(List.of(hint(A, number * 100L + i)));
            }
            return number;
        });

        assertThat(ids(queue.take(List.of(A), 1_000))).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    default void hintsSentTogetherWakeAllWaitersThatTake(QueueFixture queue) throws Exception {
        List<Integer> taken = Together.run(6, number -> {
            if (number == 0) {
                queue.enqueue(hints(A, 1, 5));
                return 1;
            }
            return awaitLong(queue, A) ? queue.take(List.of(A), 1).size() : 0;
        });

        assertThat(taken).containsOnly(1);
    }
}
