package dev.taskq.client;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Selects a part of the history. Immutable; {@code with…} methods return changed copies. The coordinator checks all values.
 *
 * @param type the type; empty for all types together
 * @param from the begin, which is rounded down to a whole step; 60 steps before the end if it is empty
 * @param until the end, which is not included and is rounded up to a whole step; now if it is empty. There are less than 1,500 steps
 *     between both
 * @param step the time that each point sums up: 1, 5, 10 or 30 minutes, 1 or 6 hours, or a day; a minute if it is empty
 */
public record HistoryQuery(
        Optional<String> type, Optional<Instant> from, Optional<Instant> until, Optional<Duration> step) {
    /** The last hour of all types together, by the minute. */
    public static final HistoryQuery LAST_HOUR =
            new HistoryQuery(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * The same of one type.
     *
     * @param name its name
     * @return the new value
     */
    public HistoryQuery withType(String name) {
        return new HistoryQuery(Optional.of(name), from, until, step);
    }

    /**
     * The same with another begin.
     *
     * @param begin the begin
     * @return the new value
     */
    public HistoryQuery withFrom(Instant begin) {
        return new HistoryQuery(type, Optional.of(begin), until, step);
    }

    /**
     * The same with another end.
     *
     * @param end the end, which is not included
     * @return the new value
     */
    public HistoryQuery withUntil(Instant end) {
        return new HistoryQuery(type, from, Optional.of(end), step);
    }

    /**
     * The same in other steps.
     *
     * @param length the time that each point sums up
     * @return the new value
     */
    public HistoryQuery withStep(Duration length) {
        return new HistoryQuery(type, from, until, Optional.of(length));
    }

    /** The values by their names in the API. */
    Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        type.ifPresent(name -> values.put("type", List.of(name)));
        from.ifPresent(time -> values.put("from", List.of(time.toString())));
        until.ifPresent(time -> values.put("until", List.of(time.toString())));
        step.ifPresent(length -> values.put("step", List.of(length.toString())));
        return values;
    }
}
