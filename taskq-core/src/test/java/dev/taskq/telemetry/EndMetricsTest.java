package dev.taskq.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is recorded of ends. */
class EndMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EndMetrics metrics = new EndMetrics(registry);

    @Test
    void timeBelowZeroCountsAsZeroAndIsNotLost() {
        metrics.ended("work", AttemptOutcome.SUCCEEDED, TaskStatus.SUCCEEDED, Duration.ofSeconds(-1));

        Timer total = registry.get("taskq.total").timer();
        assertThat(total.count()).isEqualTo(1);
        assertThat(total.totalTime(TimeUnit.SECONDS)).isZero();
    }
}
