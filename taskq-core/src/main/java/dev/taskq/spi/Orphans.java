package dev.taskq.spi;

import java.util.List;
import java.util.Optional;

/**
 * The orphans of one type that a scan found. Immutable.
 *
 * @param type the type
 * @param found the orphans, in the dispatch order
 * @param stoppedAt the last scanned row, if the scan reached one of its limits
 */
public record Orphans(String type, List<Orphan> found, Optional<Position> stoppedAt) {
    /** Copies the list. */
    public Orphans {
        found = List.copyOf(found);
    }
}
