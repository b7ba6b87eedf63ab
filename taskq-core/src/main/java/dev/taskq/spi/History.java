package dev.taskq.spi;

import dev.taskq.TaskHistory.Counts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The history of types: a row for each type and minute, and one for each type and hour, to which processes add what they counted. For
 * people; no decision of taskq depends on it. {@link StorePort} describes what holds for every method.
 */
public interface History {
    /** Stands for all types together in the place of a type's name. */
    String ALL = "";

    /** The most types that have rows of their own in one hour. All others are counted only in the rows of {@link #ALL}. */
    int MOST_TYPES = 1_000;

    /** The most versions of a row. */
    int MOST_VERSIONS = 8;

    /** What a row sums up. */
    enum Span {
        /** A minute. */
        MINUTE(Duration.ofMinutes(1), Duration.ofDays(2)),
        /** An hour. */
        HOUR(Duration.ofHours(1), Duration.ofDays(31));

        private final Duration length;
        private final Duration kept;

        Span(Duration length, Duration kept) {
            this.length = length;
            this.kept = kept;
        }

        /**
         * Its length.
         *
         * @return the length
         */
        public Duration length() {
            return length;
        }

        /**
         * How long its rows are kept.
         *
         * @return the time
         */
        public Duration kept() {
            return kept;
        }

        /**
         * The name used in the database.
         *
         * @return the lower-case name
         */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Adds counts to the rows of this minute and of this hour by the store's clock, in one transaction. A crash of the store may
     * forget it.
     *
     * @param entries each type at most once, and {@link #ALL} with the sum of all
     * @param version the version of the agent that counted; empty for a coordinator
     */
    void add(List<HistoryEntry> entries, Optional<String> version);

    /**
     * Reads the rows of a type.
     *
     * @param span which rows
     * @param type the type, or {@link #ALL}
     * @param from the first begin of a row
     * @param until the begin before which rows end
     * @return the rows, oldest first
     */
    List<HistoryRow> read(Span span, String type, Instant from, Instant until);

    /**
     * Sums up the minutes of each type that has any.
     *
     * @param from the first begin of a minute
     * @param until the begin before which minutes end
     * @return the sums by type, without {@link #ALL}
     */
    Map<String, Counts> sums(Instant from, Instant until);

    /**
     * Deletes old rows, the oldest first.
     *
     * @param span which rows
     * @param kept those that began within this time are kept
     * @param most the most rows to delete, 1 or more
     * @return how many it deleted
     */
    int purge(Span span, Duration kept, int most);
}
