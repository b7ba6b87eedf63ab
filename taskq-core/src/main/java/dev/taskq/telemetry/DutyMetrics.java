package dev.taskq.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Function;

/** What is measured of one duty's rounds. Thread-safe. */
public final class DutyMetrics {
    private final Timer rounds;
    private final Counter errors;
    private final StateGauges gauges;
    private final Tags tags;

    /** Nothing measured yet. */
    DutyMetrics(MeterRegistry registry, StateGauges gauges, Tags tags) {
        this.gauges = gauges;
        this.tags = tags;
        rounds = Histograms.brief("taskq.duty", "Rounds of background duties")
                .tags(tags)
                .register(registry);
        errors = Counter.builder("taskq.duty.errors")
                .description("Rounds of background duties that failed")
                .tags(tags)
                .register(registry);
    }

    /**
     * Shows how long ago the last round ended, until the end of whom the duty belongs to.
     *
     * @param loop what runs the rounds; not kept alive by it
     * @param sinceLastRound reads it, from memory, at any time
     */
    public <T> void watch(T loop, Function<T, Duration> sinceLastRound) {
        gauges.add(
                "taskq.duty.last.round.age",
                "seconds",
                "Time since the last round ended",
                tags,
                loop,
                it -> sinceLastRound.apply(it).toNanos() / 1e9);
    }

    /** A round has ended, well or badly. */
    public void ended(Duration took) {
        rounds.record(took);
    }

    /** It failed. */
    public void failed() {
        errors.increment();
    }
}
