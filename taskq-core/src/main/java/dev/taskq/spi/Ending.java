package dev.taskq.spi;

import dev.taskq.AttemptOutcome;
import java.util.Optional;

/**
 * The end of one execution, whoever brings it. Immutable.
 *
 * @param id the task
 * @param session the session that holds it
 * @param token the token of its claim
 * @param verdict what follows
 * @param outcome how the attempt ended
 * @param result JSON, as text, where it succeeded
 * @param error what went wrong, at most 4,000 characters
 * @param own whether the agent itself tells the outcome of its handler: then session and token stay in the row, so that
 *     a repeat is recognised. All others (release, loss, overdue) clear them
 */
public record Ending(
        long id,
        long session,
        long token,
        Verdict verdict,
        AttemptOutcome outcome,
        Optional<String> result,
        Optional<String> error,
        boolean own) {
    /** The longest error text that is kept, in characters. */
    public static final int LONGEST_ERROR = 4_000;
}
