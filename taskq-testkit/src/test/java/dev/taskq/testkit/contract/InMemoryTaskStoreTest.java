package dev.taskq.testkit.contract;

import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.StorePort;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

class InMemoryTaskStoreTest implements TaskStoreContract, TransactionalCompletionContract {
    private final AtomicReference<Instant> clock = new AtomicReference<>(Instant.parse("2030-01-02T03:04:05.123456Z"));

    /** The clock goes on a little with every scan, so that no two stamps are the same by chance. */
    private final MemoryDatabase data = new MemoryDatabase(() -> clock.updateAndGet(time -> time.plusNanos(1_000)));

    @Override
    public StorePort newStore() {
        return data.connect();
    }

    @Override
    public Connection beginTransaction() {
        return data.begin().connection();
    }

    @Override
    public AutoCloseable lockRow(long id) {
        data.lockTask(id);
        return () -> data.unlockTask(id);
    }

    @Override
    public AutoCloseable lockKey(String caller, String key) {
        data.lockKey(caller, key);
        return () -> data.unlockKey(caller, key);
    }

    @Override
    public void age(long id, Duration by) {
        clock.updateAndGet(time -> time.plus(by));
    }

    @Override
    public void ageLease(Duration by) {
        clock.updateAndGet(time -> time.plus(by));
    }

    @Override
    public void ageSchedules(Duration by) {
        clock.updateAndGet(time -> time.plus(by));
    }
}
