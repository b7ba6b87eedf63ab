package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.QueueFixture.A;
import static dev.taskq.testkit.contract.QueueFixture.MOMENT;
import static dev.taskq.testkit.contract.QueueFixture.hints;
import static dev.taskq.testkit.contract.QueueFixture.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.QueuePort;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Probing a queue. */
interface QueueProbeContract extends QueueUnderTest {
    @Test
    default void probesLeaveNothingBehind(QueueFixture queue) throws Exception {
        for (QueuePort.Use use : QueuePort.Use.values()) {
            queue.probe(use);
            queue.probe(use);
        }

        assertThat(queue.take(List.of(A), 10)).isEmpty();
        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 0L));
        assertThat(queue.await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    default void probesTouchNoHintAndNoWakeUp(QueueFixture queue) throws Exception {
        queue.enqueue(hints(A, 1, 3));
        queue.take(List.of(A), 1);

        for (QueuePort.Use use : QueuePort.Use.values()) {
            queue.probe(use);
        }

        assertThat(queue.length(List.of(A))).containsExactly(Map.entry(A, 3L));
        assertThat(queue.await(List.of(A), MOMENT)).isTrue();
        assertThat(ids(queue.take(List.of(A), 10))).containsExactly(2L, 3L);
    }
}
