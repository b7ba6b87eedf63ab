package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ErrorReport;
import dev.taskq.ManualPlatform;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.Inspections;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The readings that callers share. */
class OverviewsTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final Inspections store =
            new MemoryDatabase(platform::wallClock).connect().inspections();
    private int reads;
    private final Overviews overviews = new Overviews(platform, counted());

    private Inspections counted() {
        return (Inspections) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Inspections.class}, (proxy, method, given) -> {
                    reads++;
                    assertThat(given).containsExactly(ErrorReport.WINDOW, ErrorReport.MOST_READ);
                    return method.invoke(store, given);
                });
    }

    /** However many pages of types are open, the store reads as much as for one page of errors. */
    @Test
    void errorsOfAllTypesAndOfEachAreOneReading() {
        for (int i = 0; i < 100; i++) {
            assertThat(overviews.errors("type-" + i).tasks()).isZero();
        }
        assertThat(overviews.errors().complete()).isTrue();
        assertThat(reads).isEqualTo(1);

        platform.pass(Duration.ofSeconds(11));
        overviews.errors("type-1");
        assertThat(reads).isEqualTo(2);
    }
}
