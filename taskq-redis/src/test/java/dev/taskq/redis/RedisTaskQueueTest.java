package dev.taskq.redis;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.spi.QueuePort;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.TaskQueueContract;
import org.junit.jupiter.api.AfterEach;

class RedisTaskQueueTest implements TaskQueueContract {
    private final RedisBackend redis = Backends.redis();

    @Override
    public QueuePort newQueue() {
        return RedisTaskQueue.open(
                RedisConfig.of(redis.uri()).withKeyPrefix(redis.keyPrefix()).withCommandTimeout(TestTimeouts.LONG));
    }

    @AfterEach
    void deleteKeys() {
        redis.close();
    }
}
