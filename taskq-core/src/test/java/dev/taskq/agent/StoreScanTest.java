package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.Dispatch;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How soon an agent looks into the store again. */
class StoreScanTest {
    private static final List<String> TYPES = List.of("work");

    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskStore store = new InMemoryTaskStore(platform::wallClock);
    private Duration wait = Duration.ZERO;
    private final StoreScan scan = new StoreScan(
            platform,
            waitingFirst(),
            new SessionState(platform),
            new Executions(new HeldBytes(Long.MAX_VALUE, () -> {})));

    @BeforeEach
    void registerTypes() {
        store.types().register(TYPES);
    }

    /** The store, whose looks wait for another transaction's lock first. */
    private Dispatch waitingFirst() {
        return (Dispatch) Proxy.newProxyInstance(
                Dispatch.class.getClassLoader(), new Class<?>[] {Dispatch.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("waiting")) {
                        platform.pass(wait);
                    }
                    try {
                        return method.invoke(store.dispatch(), arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void scansFollowCloselyWhereHintsFail() {
        scan.scan(TYPES, 10, true);
        assertThat(scan.untilNext(TYPES, true)).isLessThanOrEqualTo(Duration.ofMillis(25));
    }

    @Test
    void oneScanThatWaitedForALockDoesNotPutTheNextOffForLong() {
        wait = Duration.ofSeconds(40);
        scan.scan(TYPES, 10, true);
        assertThat(scan.untilNext(TYPES, true)).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }
}
