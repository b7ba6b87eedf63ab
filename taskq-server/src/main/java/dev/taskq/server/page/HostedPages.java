package dev.taskq.server.page;

import dev.taskq.server.call.ListRequest;
import dev.taskq.server.rest.PageRoutes;
import java.time.Duration;

/** What a program needs that serves pages in a web server of its own. */
public final class HostedPages {
    /** How long a page waits for the store. */
    public static final Duration LONGEST_WAIT = PageRoutes.LONGEST_WAIT;

    private HostedPages() {}

    /**
     * Reads the query of a list, as {@code GET /v1/tasks} reads its own.
     *
     * @param rawQuery the query, as it was sent
     * @return the filters
     * @throws dev.taskq.server.call.ProblemException if it is not one of {@code GET /v1/tasks}
     */
    public static ListRequest listing(String rawQuery) {
        return PageRoutes.listing(rawQuery);
    }
}
