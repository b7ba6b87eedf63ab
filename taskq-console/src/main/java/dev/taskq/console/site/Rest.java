package dev.taskq.console.site;

import dev.taskq.server.page.PageAnswer.Header;
import java.time.Duration;

/**
 * How long a page rests after a refresh: the dearer what it reads, the longer. So an open page takes a small part of the database's time, as a
 * list with a filter that fits few of many tasks would not otherwise.
 */
final class Rest {
    static final String HEADER = "Taskq-Rest-Millis";

    /** Of its time, an open page reads for one part in so many. */
    private static final int PARTS = 500;

    /** A moment in which everything is slow must not stop a page for long. */
    static final Duration LONGEST = Duration.ofSeconds(15);

    private Rest() {}

    /**
     * The header that says it.
     *
     * @param took how long the reading took
     */
    static Header after(Duration took) {
        Duration rest = took.multipliedBy(PARTS);
        return new Header(HEADER, Long.toString((rest.compareTo(LONGEST) < 0 ? rest : LONGEST).toMillis()));
    }
}
