package dev.taskq.leader;

import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A walk over all open rows of types, back in time in slices whose width follows how long a step takes ({@link SliceWidth}). Types
 * take turns, some at a step. Not thread-safe.
 */
final class SliceScan {
    private static final int TYPES_A_STEP = 100;
    /** Of all types together. */
    private static final int ROWS_A_STEP = 10_000;

    private final Deque<TypeWalk> left = new ArrayDeque<>();
    private List<TypeWalk> step = List.of();

    /** Where the walk over one type begins: its latest rows have stamps before the end. */
    record Start(String type, Instant newest, Instant end) {}

    private static final class TypeWalk {
        private final String type;
        private final Instant newest;
        private final SliceWidth width = new SliceWidth();
        /** The slice is from {@code low} up to {@code high}; within it, the next scan is from {@code after} up to {@code until}. */
        private Instant low;

        private Instant high;
        private Position after;
        private Instant until;

        TypeWalk(Start start) {
            type = start.type();
            newest = start.newest();
            low = later(Instant.EPOCH, newest.minus(width.get()));
            high = start.end();
            after = Position.before(low);
            until = high;
        }

        Scan scan(int rows, int max) {
            return new Scan(type, after, until, rows, max);
        }

        /** Goes on; false where it has come to the end. */
        boolean goOn(Optional<Position> stoppedAt) {
            if (stoppedAt.isPresent()) {
                after = stoppedAt.get();
            } else if (until.isBefore(high)) {
                after = Position.before(until);
                until = earlier(high, plusWidth(after.hintedAt()));
            } else if (low.equals(Instant.EPOCH)) {
                return false;
            } else {
                high = low;
                low = Duration.between(Instant.EPOCH, high).compareTo(width.get()) > 0
                        ? high.minus(width.get())
                        : Instant.EPOCH;
                after = Position.before(low);
                until = high;
            }
            return true;
        }

        void adapt(Duration took) {
            width.read(took, extent(), distance());
        }

        private Duration extent() {
            return Duration.between(after.hintedAt(), until);
        }

        /** Of the scan from where the walk began. Where the store's clock was set back, rows lie after that. */
        private Duration distance() {
            return after.hintedAt().isAfter(newest)
                    ? Duration.between(newest, after.hintedAt())
                    : Duration.between(until, newest);
        }

        void narrowScan() {
            width.timedOut(extent());
            until = earlier(until, plusWidth(after.hintedAt()));
        }

        /** Time itself may end before. */
        private Instant plusWidth(Instant start) {
            return Duration.between(start, Instant.MAX).compareTo(width.get()) > 0
                    ? start.plus(width.get())
                    : Instant.MAX;
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }

        private static Instant earlier(Instant one, Instant other) {
            return one.isBefore(other) ? one : other;
        }
    }

    SliceScan(List<Start> starts) {
        starts.forEach(start -> left.add(new TypeWalk(start)));
    }

    boolean isOver() {
        return left.isEmpty();
    }

    /**
     * The scans of the next step. The same again until {@link #done} was called.
     *
     * @param max how many rows each may give
     */
    List<Scan> next(int max) {
        step = left.stream().limit(TYPES_A_STEP).toList();
        int rows = ROWS_A_STEP / Math.max(1, step.size());
        return step.stream().map(type -> type.scan(rows, max)).toList();
    }

    /**
     * The step was done.
     *
     * @param stops for each scan, where it stopped at a bound
     * @param took how long the scans took
     */
    void done(List<Optional<Position>> stops, Duration took) {
        List<TypeWalk> unfinished = new ArrayList<>();
        for (int i = 0; i < step.size(); i++) {
            left.remove();
            TypeWalk type = step.get(i);
            type.adapt(took);
            if (type.goOn(stops.get(i))) {
                unfinished.add(type);
            }
        }
        left.addAll(unfinished);
    }

    /** The scans of the step ran into a time-out: the next are narrower. */
    void tooSlow() {
        step.forEach(TypeWalk::narrowScan);
    }
}
