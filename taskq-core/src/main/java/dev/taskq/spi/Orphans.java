package dev.taskq.spi;

import java.util.List;
import java.util.Optional;

/**
 * What a look for orphans found of one type. Immutable.
 *
 * @param type the type
 * @param found the orphans, in the dispatch order
 * @param stoppedAt where the scan reached one of its bounds: the last row it looked at
 */
public record Orphans(String type, List<Orphan> found, Optional<Position> stoppedAt) {
    /** Copies the list. */
    public Orphans {
        found = List.copyOf(found);
    }
}
