package dev.taskq.spi;

import java.util.List;
import java.util.Optional;

/**
 * What a look found of one type. Immutable.
 *
 * @param type the type
 * @param queued queued rows, in the order of handing out, as hints
 * @param stoppedAt where it found fewer than asked because it had looked at as many rows as it may: the last of them. A
 *     look from there goes on behind
 */
public record Looked(String type, List<Hint> queued, Optional<Position> stoppedAt) {
    /** Copies the list. */
    public Looked {
        queued = List.copyOf(queued);
    }
}
