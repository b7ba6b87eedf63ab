package dev.taskq.spi;

import java.util.List;
import java.util.Optional;

/**
 * The queued rows of one type that a scan found. Immutable.
 *
 * @param type the type
 * @param queued queued rows, in the dispatch order, as hints
 * @param stoppedAt the last row that was read, if the scan found fewer rows than requested because it had read as many
 *     as allowed. A scan from there continues after it
 */
public record ScanResult(String type, List<Hint> queued, Optional<Position> stoppedAt) {
    /** Copies the list. */
    public ScanResult {
        queued = List.copyOf(queued);
    }
}
