package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What HotSpot says of itself is tested with real caches by {@code TrainingTest} of the process tests. */
class AotCacheTest {
    private static final List<String> OPTIONS = List.of("-Xmx1g", "-XX:AOTCache=/opt/taskq/app.aot");

    @Test
    void cacheInUseIsNothingToTell() {
        assertThat(AotCache.unused("mixed mode, sharing", () -> OPTIONS)).isEmpty();
    }

    @Test
    void cacheThatTheJvmDoesNotUseIsNamed() {
        assertThat(AotCache.unused("mixed mode", () -> OPTIONS)).contains("/opt/taskq/app.aot");
    }

    @Test
    void jvmThatWasToldOfNoCacheNeedsNone() {
        assertThat(AotCache.unused("mixed mode", () -> List.of("-Xmx1g"))).isEmpty();
    }
}
