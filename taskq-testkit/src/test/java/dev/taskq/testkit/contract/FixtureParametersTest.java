package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.StorePort;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A test is given one fixture, and all that it opened is closed after it. */
class FixtureParametersTest implements StoreUnderTest {
    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final MemoryDatabase database = new MemoryDatabase(() -> Instant.EPOCH);

    @AfterAll
    static void allThatWasOpenedIsClosed() {
        assertThat(OPENED).hasValue(2);
        assertThat(OPEN).hasValue(0);
    }

    @BeforeEach
    void preparesTheFixtureOfTheTest(StoreFixture store) {
        store.types().register(List.of("prepared"));
    }

    @Test
    void fixtureIsTheSameForAllMethodsOfATest(StoreFixture store) throws Exception {
        assertThat(store.type("prepared").paused()).isFalse();
        assertThat(OPENED).hasValue(1);

        assertThat(store.another().now()).isEqualTo(Instant.EPOCH);

        assertThat(OPEN).hasValue(2);
    }

    @Override
    public StorePort newStore() {
        StorePort store = database.connect();
        OPEN.incrementAndGet();
        OPENED.incrementAndGet();
        return (StorePort) Proxy.newProxyInstance(
                StorePort.class.getClassLoader(), new Class<?>[] {StorePort.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        OPEN.decrementAndGet();
                    }
                    return method.invoke(store, arguments);
                });
    }

    @Override
    public AutoCloseable lockRow(long id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable lockKey(String caller, String key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void age(long id, Duration by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void ageLease(Duration by) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void ageSchedules(Duration by) {
        throw new UnsupportedOperationException();
    }
}
