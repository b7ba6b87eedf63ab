package dev.taskq.examples.demo;

import static dev.taskq.examples.demo.Latencies.millis;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The demo's final report: the checks and the latencies. */
record Report(Duration took, Latencies enqueues, SimpleMeterRegistry meters, Rows rows, Pictures pictures) {
    private static final String ACK = "taskq.ack";

    /** A registry that keeps only the reported metrics, so that all agents can share it. */
    static SimpleMeterRegistry newRegistry() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        meters.config()
                .meterFilter(MeterFilter.denyUnless(id -> id.getName().equals(ACK)))
                .meterFilter(new MeterFilter() {
                    @Override
                    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                        return DistributionStatisticConfig.builder()
                                .percentiles(0.95)
                                .build()
                                .merge(config);
                    }
                });
        return meters;
    }

    /** Prints the report. Returns whether every task succeeded and every picture is right. */
    boolean print(int tasks) throws SQLException, IOException {
        long succeeded = rows.succeeded();
        int right = 0;
        for (int number = 0; number < tasks; number++) {
            if (pictures.isRight(number)) {
                right++;
            }
        }
        Timer ack = meters.get(ACK).timer();
        System.out.printf(
                Locale.ROOT,
                """

                succeeded in Postgres    %d of %d
                pictures on disk, right  %d of %d
                tasks/s, end to end      %.0f
                enqueue p50 / p95 / p99  %s / %s / %s
                ack p95 / max            %s / %s
                submit to start p95      %s
                """,
                succeeded,
                tasks,
                right,
                tasks,
                tasks / (took.toNanos() / 1e9),
                millis(enqueues.at(0.5)),
                millis(enqueues.at(0.95)),
                millis(enqueues.at(0.99)),
                millis(percentile95(ack)),
                millis(Duration.ofNanos((long) ack.max(TimeUnit.NANOSECONDS))),
                millis(rows.submitToStart(0.95)));
        return succeeded == tasks && right == tasks;
    }

    private static Duration percentile95(Timer timer) {
        for (ValueAtPercentile value : timer.takeSnapshot().percentileValues()) {
            if (value.percentile() == 0.95) {
                return Duration.ofNanos((long) value.value(TimeUnit.NANOSECONDS));
            }
        }
        throw new IllegalStateException("the registry keeps it");
    }
}
