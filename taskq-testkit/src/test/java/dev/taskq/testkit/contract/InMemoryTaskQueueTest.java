package dev.taskq.testkit.contract;

import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.TaskQueue;

class InMemoryTaskQueueTest extends TaskQueueContract {
    private final InMemoryTaskQueue hints = new InMemoryTaskQueue();

    @Override
    protected TaskQueue newQueue() {
        return hints;
    }
}
