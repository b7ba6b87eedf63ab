package dev.taskq.cli;

import java.util.List;
import java.util.Optional;

/**
 * Which of the rows of the live screen is selected. The rows are read again and again, so it is known by its name, and no key acts on
 * the row that took its place. For one thread.
 */
final class TopSelection {
    private static final int NONE = -1;

    private boolean isFresh = true;
    private Optional<String> name = Optional.empty();
    /** Where it was last, so that the next move goes on from there also if it has gone. */
    private int last;

    /** Begins with the first row of other rows, once there is one. */
    void reset() {
        isFresh = true;
        name = Optional.empty();
        last = 0;
    }

    /** Finds it in the rows as they were read last. If it has gone, none is selected. */
    void settle(List<String> names) {
        if (isFresh && !names.isEmpty()) {
            isFresh = false;
            name = Optional.of(names.getFirst());
        }
        name = name.filter(names::contains);
        last = name.map(names::indexOf).orElse(last);
    }

    /** Selects the row above or below; after it has gone, the one that was above it or is in its place. */
    void move(int by, List<String> names) {
        settle(names);
        if (names.isEmpty()) {
            return;
        }
        int from = name.isPresent() || by < 0 ? last : last - 1;
        last = Math.clamp((long) from + by, 0, names.size() - 1);
        name = Optional.of(names.get(last));
    }

    /** The number of the selected row; -1 if none is. */
    int row(List<String> names) {
        return name.map(names::indexOf).orElse(NONE);
    }
}
