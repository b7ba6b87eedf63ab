package dev.taskq.spi;

import java.util.List;
import java.util.Optional;

/**
 * What a scan found of one type. Immutable.
 *
 * @param type the type
 * @param queued queued rows, in the dispatch order, as hints
 * @param stoppedAt where it found fewer than asked because it had looked at as many rows as it may: the last of them. A
 *     look from there goes on behind
 */
public record ScanResult(String type, List<Hint> queued, Optional<Position> stoppedAt) {
    /** Copies the list. */
    public ScanResult {
        queued = List.copyOf(queued);
    }
}
