package dev.taskq.testkit.contract;

import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.QueuePort;

class InMemoryTaskQueueTest implements TaskQueueContract {
    private final InMemoryTaskQueue hints = new InMemoryTaskQueue();

    @Override
    public QueuePort newQueue() {
        return hints;
    }
}
