package dev.taskq.console.site;

import dev.taskq.HistoryQuery;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** How far back charts go. */
public enum Range {
    /** The last hour, by minute. */
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1), "Last hour"),
    /** The last day, by ten minutes. */
    DAY(Duration.ofDays(1), Duration.ofMinutes(10), "Last day"),
    /** The last month, by six hours. All of its steps are kept as a whole. */
    MONTH(Duration.ofDays(30), Duration.ofHours(6), "Last month");

    /** The name in the query of a page. */
    static final String NAME = "range";

    private final Duration length;
    private final Duration step;
    private final String title;

    Range(Duration length, Duration step, String title) {
        this.length = length;
        this.step = step;
        this.title = title;
    }

    /** The range of a page. */
    static Range of(PageRequest request) {
        Optional<String> given = Urls.value(request, NAME);
        for (Range range : values()) {
            if (given.filter(range.wireName()::equals).isPresent()) {
                return range;
            }
        }
        if (given.isPresent()) {
            throw new ProblemException(Problem.badQuery("\"range\" must be hour, day or month"));
        }
        return HOUR;
    }

    /** The name in an address. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The name for people. */
    public String title() {
        return title;
    }

    Duration step() {
        return step;
    }

    HistoryQuery query(Optional<String> type, Instant now) {
        return new HistoryQuery(type, now.minus(length), now, step);
    }
}
