package dev.taskq.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.AttemptOutcome;
import dev.taskq.TaskStatus;
import dev.taskq.platform.Platform;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.SessionStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What happened to tasks of each type within about the last minute, in this process. The time is divided into slices, and a slice
 * is forgotten as a whole. At most {@link SessionStatus#MOST_TYPES} types have counts of their own at a time; the others are summed
 * up. Thread-safe.
 */
public final class RecentTypes {
    /** The name under which types are counted that have no counts of their own. */
    public static final String OTHER = "";

    private static final Duration SLICE = Duration.ofSeconds(5);
    private static final int SLICES = 12;

    private final Object lock = new Object();
    private final Stopwatch sinceStart;

    @GuardedBy("lock")
    private final Map<String, Slices> types = new HashMap<>();

    @GuardedBy("lock")
    private long slice;

    /** Nothing counted yet. */
    public RecentTypes(Platform platform) {
        this.sinceStart = platform.stopwatch();
    }

    /** What is counted. */
    public enum What {
        /** A task was accepted. */
        SUBMITTED,
        /** A task became final. */
        FINISHED,
        /** An attempt failed or timed out, or the task failed because its agents were lost. */
        FAILED
    }

    /**
     * The counts of a type.
     *
     * @param submitted how many tasks were accepted
     * @param finished how many tasks became final
     * @param failed how many attempts failed or timed out, and how many tasks failed because their agents were lost
     */
    public record Counts(long submitted, long finished, long failed) {
        /** Nothing happened. */
        public static final Counts NONE = new Counts(0, 0, 0);
    }

    /** The counts of one type, by slice. */
    private static final class Slices {
        private final Map<What, long[]> counts = new EnumMap<>(What.class);

        Slices() {
            for (What what : What.values()) {
                counts.put(what, new long[SLICES]);
            }
        }

        private long[] of(What what) {
            return Objects.requireNonNull(counts.get(what));
        }

        void count(What what, long slice) {
            of(what)[(int) (slice % SLICES)]++;
        }

        void forget(long slice) {
            counts.values().forEach(slices -> slices[(int) (slice % SLICES)] = 0);
        }

        long sum(What what) {
            return Arrays.stream(of(what)).sum();
        }

        boolean isEmpty() {
            return Arrays.stream(What.values()).allMatch(what -> sum(what) == 0);
        }
    }

    /** Counts one more. */
    public void count(String type, What what) {
        synchronized (lock) {
            forget();
            int named = types.size() - (types.containsKey(OTHER) ? 1 : 0);
            boolean hasOwn = types.containsKey(type) || named < SessionStatus.MOST_TYPES;
            types.computeIfAbsent(hasOwn ? type : OTHER, absent -> new Slices()).count(what, slice);
        }
    }

    /**
     * Counts the end of an attempt.
     *
     * @param next its task's status after it
     */
    public void ended(String type, AttemptOutcome outcome, TaskStatus next) {
        if (next.isFinal()) {
            count(type, What.FINISHED);
        }
        boolean failed = switch (outcome) {
            case FAILED, GAVE_UP, TIMED_OUT -> true;
            case SUCCEEDED, RELEASED, CANCELLED, LOST -> next == TaskStatus.FAILED;
        };
        if (failed) {
            count(type, What.FAILED);
        }
    }

    /** The counts of each type that has any. */
    public Map<String, Counts> counts() {
        synchronized (lock) {
            forget();
            Map<String, Counts> sums = new HashMap<>();
            types.forEach((type, slices) -> sums.put(
                    type, new Counts(slices.sum(What.SUBMITTED), slices.sum(What.FINISHED), slices.sum(What.FAILED))));
            return sums;
        }
    }

    /** Empties the slices that time has passed over since the last call, and drops types without counts. */
    @GuardedBy("lock")
    private void forget() {
        long now = sinceStart.elapsed().toSeconds() / SLICE.toSeconds();
        if (now == slice) {
            return;
        }
        for (long passed = Math.max(slice + 1, now - SLICES + 1); passed <= now; passed++) {
            long over = passed;
            types.values().forEach(slices -> slices.forget(over));
        }
        slice = now;
        types.values().removeIf(Slices::isEmpty);
    }
}
