package com.example;

import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.TaskQueue;
import dev.taskq.testkit.contract.TaskQueueContract;

class SharedHintsTest extends TaskQueueContract {
    private final InMemoryTaskQueue hints = new InMemoryTaskQueue();

    @Override
    protected TaskQueue newQueue() {
        return hints;
    }
}
