package dev.taskq.agent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The agent's metrics, named in one place. */
final class AgentMetrics {
    private final Timer ack;
    private final Counter refused;

    AgentMetrics(MeterRegistry registry) {
        ack = Timer.builder("taskq.ack")
                .description("from the delivery of a hint until its task is claimed and the hint removed")
                .publishPercentiles(0.5, 0.95, 0.99)
                .register(registry);
        refused = Counter.builder("taskq.finishes.refused")
                .description("endings refused because the task had been taken back")
                .register(registry);
    }

    void acked(Duration sinceDelivery) {
        ack.record(sinceDelivery);
    }

    void refused() {
        refused.increment();
    }
}
