package dev.taskq.testkit.contract;

import dev.taskq.memory.InMemoryTaskQueue;
import dev.taskq.spi.QueuePort;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each test has a queue of its own, and some wait for the second after which a hint is given again. */
@Execution(ExecutionMode.CONCURRENT)
class InMemoryTaskQueueTest implements TaskQueueContract {
    private final InMemoryTaskQueue hints = new InMemoryTaskQueue();

    @Override
    public QueuePort newQueue() {
        return hints;
    }
}
