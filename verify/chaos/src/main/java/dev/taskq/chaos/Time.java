package dev.taskq.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Moments as microseconds since the epoch, by this machine's clock. All processes of a run and the handlers' journals
 * use it.
 */
final class Time {
    static final long SECOND = 1_000_000;

    private Time() {}

    static long now() {
        return micros(Instant.now());
    }

    static long micros(Instant moment) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    static double seconds(long micros) {
        return micros / 1e6;
    }

    static void sleep(Duration duration) throws InterruptedException {
        Thread.sleep(duration);
    }
}
