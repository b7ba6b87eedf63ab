package dev.taskq.testkit.contract;

import dev.taskq.spi.QueuePort;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an adapter gives to have its queue tested.
 *
 * <p>JUnit makes an instance for each test. All queues that one instance gives share their hints.
 */
@ExtendWith(FixtureParameters.class)
public interface QueueUnderTest {
    /**
     * Makes a queue: the first of a test on no hints at all, every further one on the same hints as the first, as another
     * process has it.
     *
     * @return the queue
     * @throws Exception if it cannot
     */
    QueuePort newQueue() throws Exception;
}
