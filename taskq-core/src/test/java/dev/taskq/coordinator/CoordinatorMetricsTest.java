package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.NewTask;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Submitted;
import dev.taskq.TaskStatus;
import dev.taskq.leader.Leadership;
import dev.taskq.platform.Platform;
import dev.taskq.spi.Sessions;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.TypeLabels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every coordinator shows, leader or not. */
class CoordinatorMetricsTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final HistoryRecorder history = new HistoryRecorder();
    private final CoordinatorMetrics metrics =
            new CoordinatorMetrics(meters, new RecentTypes(Platform.system()), history);

    private double counter(String name, String... tags) {
        return meters.get(name).tags(tags).counter().count();
    }

    @Test
    void rejectedTypesTakeNoLabel() {
        IntStream.range(0, TypeLabels.MOST + 50)
                .forEach(i -> metrics.rejected(
                        List.of(NewTask.of("made_up_" + i, "{}")), new StoreUnavailableException(null)));
        metrics.accepted(
                List.of(NewTask.of("real", "{}")),
                List.of(new Submitted(1, TaskStatus.QUEUED, false, Optional.empty())),
                Duration.ofMillis(3));

        assertThat(counter("taskq.submissions", "type", "other", "outcome", "unavailable"))
                .isEqualTo(TypeLabels.MOST + 50);
        assertThat(counter("taskq.submissions", "type", "real", "outcome", "accepted"))
                .isEqualTo(1);
    }

    @Test
    void atTheEndNoGaugeIsLeft() {
        Leadership leadership = new Leadership(platform, true, Sessions.LEASE);
        metrics.leads(leadership, Leadership::leads);
        assertThat(meters.find("taskq.leads").gauges()).isNotEmpty();

        metrics.close();

        assertThat(meters.getMeters().stream()
                        .filter(Gauge.class::isInstance)
                        .map(meter -> meter.getId().getName())
                        .filter(name -> !name.endsWith(".histogram")))
                .isEmpty();
    }
}
