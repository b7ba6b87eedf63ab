package dev.taskq.testkit.contract;

import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.TaskQueue;

class InMemoryTaskQueueTest implements TaskQueueContract {
    private final InMemoryTaskQueue hints = new InMemoryTaskQueue();

    @Override
    public TaskQueue newQueue() {
        return hints;
    }
}
