package dev.taskq.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is measured of one duty's rounds. Thread-safe. */
public final class DutyMetrics {
    private final Timer rounds;
    private final Counter errors;

    /**
     * Nothing measured yet.
     *
     * @param registry where the meters are kept
     * @param duty the duty's name
     */
    public DutyMetrics(MeterRegistry registry, String duty) {
        rounds = Histograms.brief("taskq.duty", "Rounds of background duties")
                .tag("duty", duty)
                .register(registry);
        errors = Counter.builder("taskq.duty.errors")
                .description("Rounds of background duties that failed")
                .tag("duty", duty)
                .register(registry);
    }

    /**
     * A round has ended, well or badly.
     *
     * @param took how long it took
     */
    public void ended(Duration took) {
        rounds.record(took);
    }

    /** It failed. */
    public void failed() {
        errors.increment();
    }
}
