package dev.taskq.testkit.contract;

import dev.taskq.spi.StorePort;
import java.time.Duration;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What an adapter gives to have its store tested: stores, and the ways to provoke what a store must stand (rows and keys that
 * another transaction holds, tasks that are old). Each contract of a chapter extends it.
 *
 * <p>JUnit makes an instance for each test. All that one instance gives is on one database.
 */
@ExtendWith(FixtureParameters.class)
public interface StoreUnderTest {
    /**
     * Makes a store: the first of a test on an empty database, every further one on the same database, as another process
     * has it.
     *
     * @return the store
     * @throws Exception if it cannot
     */
    StorePort newStore() throws Exception;

    /**
     * Holds a task's row as another open transaction does that updates it.
     *
     * @param id the task
     * @return what lets go of it
     * @throws Exception if it cannot
     */
    AutoCloseable lockRow(long id) throws Exception;

    /**
     * Holds an idempotency key as another open transaction does that inserts it, and gives up in the end.
     *
     * @param caller the caller that the key belongs to
     * @param key the key
     * @return what lets go of it, with no task stored
     * @throws Exception if it cannot
     */
    AutoCloseable lockKey(String caller, String key) throws Exception;

    /**
     * Makes a task older: all times that its row has move back. Other tasks may grow older with it.
     *
     * @param id the task
     * @param by how much
     * @throws Exception if it cannot
     */
    void age(long id, Duration by) throws Exception;

    /**
     * Moves the end of the lease. Tasks may grow older with it.
     *
     * @param by how far back; forward, if negative
     * @throws Exception if it cannot
     */
    void ageLease(Duration by) throws Exception;

    /**
     * Moves the next fire times of all schedules back, so that they are due. Tasks may grow older with it.
     *
     * @param by by how much
     * @throws Exception if it cannot
     */
    void ageSchedules(Duration by) throws Exception;
}
