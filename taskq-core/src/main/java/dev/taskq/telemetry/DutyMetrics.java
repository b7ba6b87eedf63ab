package dev.taskq.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Function;

/** The metrics of one duty's rounds. Thread-safe. */
public final class DutyMetrics {
    private final Timer rounds;
    private final Counter errors;
    private final StateGauges gauges;
    private final Tags tags;

    /** Creates the meters. */
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
     * Shows the time since the last round, until the owner of the duty ends.
     *
     * @param loop the loop that runs the rounds; not kept alive by the gauge
     * @param sinceLastRound reads the time from memory, at any time
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

    /** Records the end of a round, successful or not. */
    public void ended(Duration took) {
        rounds.record(took);
    }

    /** Records a failed round. */
    public void failed() {
        errors.increment();
    }
}
