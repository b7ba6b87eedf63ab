package dev.taskq.postgres;

import dev.taskq.spi.Look;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times and durations, as Postgres holds them: in microseconds, and within the years that it can write as we do. */
final class Stamps {
    private Stamps() {}

    /** A place in time to compare with; what lies outside of all stamps is moved to their edge. */
    static Instant bounded(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return time.isAfter(Look.NO_END) ? Look.NO_END : time;
    }

    static OffsetDateTime toSql(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** Whole microseconds, rounded up, so that nothing is shorter than asked. */
    static long micros(Duration duration) {
        return Math.addExact(
                Math.multiplyExact(duration.getSeconds(), 1_000_000L), (duration.getNano() + 999L) / 1_000L);
    }

    static Duration ofMicros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }

    static long epochMicros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    static Instant ofEpochMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
