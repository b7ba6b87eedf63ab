package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.StoreUnavailableException;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.StorePort;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is asked to say that a coordinator is ready. */
class WriteProbeTest {
    private final ManualPlatform platform = new ManualPlatform();
    private int asked;
    private boolean writable = true;
    private Runnable meanwhile = () -> {};
    private final WriteProbe probe = new WriteProbe(platform, store()::proveWritable);

    /** A store in memory whose proof may fail. */
    private StorePort store() {
        InMemoryTaskStore memory = new InMemoryTaskStore(platform::wallClock);
        return (StorePort) Proxy.newProxyInstance(
                StorePort.class.getClassLoader(), new Class<?>[] {StorePort.class}, (proxy, method, arguments) -> {
                    asked++;
                    meanwhile.run();
                    if (!writable) {
                        throw new StoreUnavailableException(null);
                    }
                    return method.invoke(memory, arguments);
                });
    }

    @Test
    void storeIsAskedByAWriteAndNotMoreOftenThanTwiceASecond() {
        assertThat(probe.works()).isTrue();
        writable = false;
        platform.pass(Duration.ofMillis(499));
        assertThat(probe.works()).isTrue();
        assertThat(asked).isEqualTo(1);

        platform.pass(Duration.ofMillis(1));
        assertThat(probe.works()).isFalse();
        writable = true;
        assertThat(probe.works()).isFalse();
        platform.pass(Duration.ofMillis(500));
        assertThat(probe.works()).isTrue();
        assertThat(asked).isEqualTo(3);
    }

    @Test
    void callThatComesWhileAnotherAsksIsToldWhatWasKnownIfThatIsFresh() {
        assertThat(probe.works()).isTrue();
        platform.pass(Duration.ofSeconds(1));
        boolean[] told = new boolean[2];
        meanwhile = () -> {
            told[0] = probe.works();
            platform.pass(Duration.ofSeconds(1));
            told[1] = probe.works();
        };
        assertThat(probe.works()).isTrue();
        assertThat(told).containsExactly(true, false);
        assertThat(asked).isEqualTo(2);
    }
}
