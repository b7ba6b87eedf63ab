package dev.taskq.server.call;

import dev.taskq.coordinator.Coordinator;
import java.util.Optional;

/** The number of rows in a page of a list. */
final class PageSize {
    private static final int USUAL = 100;

    private PageSize() {}

    /**
     * The limit of a page.
     *
     * @param given what the caller asked for; empty for the usual number
     * @throws ProblemException if it is out of bounds
     */
    static int of(Optional<Integer> given) {
        int limit = given.orElse(USUAL);
        if (limit < 1 || limit > Coordinator.LIST_LIMIT) {
            throw new ProblemException(
                    Problem.badQuery("\"limit\" must be a whole number from 1 to " + Coordinator.LIST_LIMIT));
        }
        return limit;
    }
}
