package dev.taskq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.QueuePort;
import org.junit.jupiter.api.Test;

/** Programs hold stores and queues as handles. Behind each handle is the port of its adapter. */
class HandlesTest {
    @Test
    void noQueueIsOneForProgramsAndAdapters() {
        assertThat(QueuePort.of(TaskQueue.none())).isSameAs(QueuePort.none());
        TaskQueue queue = new InMemoryTaskQueue();
        assertThat(QueuePort.of(queue)).isSameAs(queue);
    }

    @Test
    void whatNoAdapterMadeIsRefused() {
        assertThatThrownBy(() -> Coordinator.builder(() -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not the store of an adapter: ");
        assertThatThrownBy(() -> Agent.builder(new InMemoryTaskStore()).queue(() -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not the queue of an adapter: ");
    }
}
