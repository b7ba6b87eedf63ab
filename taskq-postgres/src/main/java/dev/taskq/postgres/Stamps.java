package dev.taskq.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times and durations in Postgres' resolution: microseconds. */
final class Stamps {
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");
    /** The latest time that Postgres can write. */
    private static final Instant INFINITY = Instant.parse("+294275-12-31T23:59:59Z");

    private Stamps() {}

    /** A time for a comparison; a time outside the API's range is moved to the range's limit. */
    static Instant bounded(Instant time) {
        if (time.isBefore(Instant.EPOCH)) {
            return Instant.EPOCH;
        }
        return time.isAfter(LATEST) ? LATEST : time;
    }

    /** A position among stamps: not before the epoch, but as late as any stamp of a row may be. */
    static Instant place(Instant time) {
        return time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time;
    }

    /** The time as text; a time beyond Postgres' range becomes its infinity. */
    static String text(Instant time) {
        if (time.isAfter(INFINITY)) {
            return "infinity";
        }
        String text = time.toString();
        return text.startsWith("+") ? text.substring(1) : text;
    }

    static OffsetDateTime toSql(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /** Whole microseconds, rounded up, so that a duration is never shorter than asked. */
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
