package dev.taskq.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the queue in memory has beyond the contract. */
class InMemoryTaskQueueTest {
    private final InMemoryTaskQueue queue = new InMemoryTaskQueue();

    private List<Long> take() {
        return queue.take(List.of("type"), 10).stream()
                .map(Delivery::hint)
                .map(Hint::id)
                .toList();
    }

    private void enqueue(long id) {
        queue.enqueue(List.of(new Hint("type", id, Instant.EPOCH.plusSeconds(id))));
    }

    @Test
    void restoredQueueHoldsWhatItHeldAtTheSnapshot() {
        enqueue(1);
        InMemoryTaskQueue.Snapshot snapshot = queue.snapshot();
        enqueue(2);
        queue.ack(queue.take(List.of("type"), 1));

        queue.restore(snapshot);

        assertThat(take()).containsExactly(1L);
    }
}
