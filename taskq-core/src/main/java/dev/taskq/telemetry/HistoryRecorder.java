package dev.taskq.telemetry;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.taskq.AttemptOutcome;
import dev.taskq.TaskHistory.Counts;
import dev.taskq.TaskHistory.SlowAttempt;
import dev.taskq.TaskStatus;
import dev.taskq.spi.History;
import dev.taskq.spi.HistoryEntry;
import dev.taskq.spi.TimeBuckets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this process counts for the history, until it is taken. At most {@link History#MOST_TYPES} types have counts of their own at a
 * time; the others are only in the sum of all. Each method takes a moment, whatever the store does. Thread-safe.
 */
public final class HistoryRecorder {
    private final Object lock = new Object();

    @GuardedBy("lock")
    private Map<String, Tally> types = new HashMap<>();

    /** Nothing counted yet. */
    public HistoryRecorder() {}

    /** The counts of one type. Guarded by the lock. */
    private static final class Tally {
        private final long[] waits = new long[TimeBuckets.MOST];
        private final long[] runs = new long[TimeBuckets.MOST];
        private long submitted;
        private long started;
        private long succeeded;
        private long finished;
        private long failedAttempts;
        private long failedTasks;
        private Optional<SlowAttempt> slowest = Optional.empty();

        void started(int bucket) {
            started++;
            waits[bucket]++;
        }

        void ended(boolean isFailure, TaskStatus next) {
            failedAttempts += isFailure ? 1 : 0;
            succeeded += next == TaskStatus.SUCCEEDED ? 1 : 0;
            failedTasks += next == TaskStatus.FAILED ? 1 : 0;
            finished += next.isFinal() ? 1 : 0;
        }

        void ran(long task, Duration time, int bucket) {
            runs[bucket]++;
            if (slowest.isEmpty() || time.compareTo(slowest.get().ran()) > 0) {
                slowest = Optional.of(new SlowAttempt(task, time));
            }
        }

        void add(HistoryEntry entry) {
            submitted += entry.counts().submitted();
            started += entry.counts().started();
            succeeded += entry.counts().succeeded();
            finished += entry.counts().finished();
            failedAttempts += entry.counts().failedAttempts();
            failedTasks += entry.counts().failedTasks();
            add(waits, entry.waits().counts());
            add(runs, entry.runs().counts());
            slowest = SlowAttempt.longer(slowest, entry.slowest());
        }

        private static void add(long[] sums, long[] more) {
            for (int i = 0; i < more.length; i++) {
                sums[i] += more[i];
            }
        }

        HistoryEntry entry(String type) {
            return new HistoryEntry(
                    type,
                    new Counts(submitted, started, succeeded, finished, failedAttempts, failedTasks),
                    TimeBuckets.of(waits),
                    TimeBuckets.of(runs),
                    slowest);
        }
    }

    /**
     * Tasks were accepted, or fired by a schedule.
     *
     * @param number how many
     */
    public void submitted(String type, int number) {
        synchronized (lock) {
            for (Tally tally : talliesOf(type)) {
                tally.submitted += number;
            }
        }
    }

    /** An attempt started. */
    public void started(String type, Duration waited) {
        int bucket = TimeBuckets.bucketOf(waited);
        synchronized (lock) {
            for (Tally tally : talliesOf(type)) {
                tally.started(bucket);
            }
        }
    }

    /** A handler returned or threw. */
    public void ran(String type, long task, Duration time) {
        int bucket = TimeBuckets.bucketOf(time);
        synchronized (lock) {
            for (Tally tally : talliesOf(type)) {
                tally.ran(task, time, bucket);
            }
        }
    }

    /**
     * An attempt ended.
     *
     * @param next its task's status after it
     */
    public void ended(String type, AttemptOutcome outcome, TaskStatus next) {
        boolean isFailure = outcome == AttemptOutcome.FAILED
                || outcome == AttemptOutcome.GAVE_UP
                || outcome == AttemptOutcome.TIMED_OUT
                || next == TaskStatus.FAILED;
        synchronized (lock) {
            for (Tally tally : talliesOf(type)) {
                tally.ended(isFailure, next);
            }
        }
    }

    /** A task became final without an attempt: it was cancelled. */
    public void cancelled(String type) {
        synchronized (lock) {
            for (Tally tally : talliesOf(type)) {
                tally.finished++;
            }
        }
    }

    /**
     * Takes all counts, which are zero from now on.
     *
     * @return the types that have any, and the sum of all
     */
    public List<HistoryEntry> take() {
        Map<String, Tally> taken;
        synchronized (lock) {
            taken = types;
            types = new HashMap<>();
        }
        List<HistoryEntry> entries = new ArrayList<>();
        taken.forEach((type, tally) -> entries.add(tally.entry(type)));
        return entries;
    }

    /** Counts what was taken again: it was surely not stored. */
    public void giveBack(List<HistoryEntry> taken) {
        synchronized (lock) {
            for (HistoryEntry entry : taken) {
                if (entry.type().equals(History.ALL) || hasRoom(entry.type())) {
                    tally(entry.type()).add(entry);
                }
            }
        }
    }

    @GuardedBy("lock")
    private List<Tally> talliesOf(String type) {
        return hasRoom(type) ? List.of(tally(History.ALL), tally(type)) : List.of(tally(History.ALL));
    }

    /** With the sum of all, which is there beside them. */
    @GuardedBy("lock")
    private boolean hasRoom(String type) {
        return types.containsKey(type) || types.size() - (types.containsKey(History.ALL) ? 1 : 0) < History.MOST_TYPES;
    }

    @GuardedBy("lock")
    private Tally tally(String type) {
        return types.computeIfAbsent(type, absent -> new Tally());
    }
}
