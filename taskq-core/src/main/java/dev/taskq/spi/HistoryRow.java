package dev.taskq.spi;

import java.time.Instant;
import java.util.List;

/**
 * What all processes counted of a type within a minute or an hour. Immutable.
 *
 * @param at the begin of the minute or hour, by the store's clock
 * @param entry the counts
 * @param versions the versions that agents told, at most {@link History#MOST_VERSIONS}
 */
public record HistoryRow(Instant at, HistoryEntry entry, List<String> versions) {
    /** Copies the list. */
    public HistoryRow {
        versions = List.copyOf(versions);
    }
}
