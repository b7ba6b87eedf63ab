package dev.taskq.spi;

import dev.taskq.AttemptOutcome;
import java.util.Optional;

/**
 * The end of one execution, whoever brings it. Immutable.
 *
 * @param id the task
 * @param holder what holds it
 * @param verdict what follows; but for its losses, which the store counts itself, one more where the outcome is
 *     {@link AttemptOutcome#LOST}: others may be taken back meanwhile
 * @param outcome how the attempt ended
 * @param result JSON, as text, where it succeeded
 * @param error what went wrong, at most 4,000 characters
 * @param own whether the agent itself tells the outcome of its handler: then the holder stays in the row, so that
 *     a repeat is recognised. All others (release, loss, overdue) clear it
 */
public record Completion(
        long id,
        Holder holder,
        Verdict verdict,
        AttemptOutcome outcome,
        Optional<String> result,
        Optional<String> error,
        boolean own) {
    /** The longest error text that is kept, in characters. */
    public static final int LONGEST_ERROR = 4_000;

    /**
     * Whether the session itself brings it, as an outcome or a release. All else (loss, overdue) is brought by the leader.
     *
     * @return whether it does
     */
    public boolean isByHolder() {
        return own || outcome == AttemptOutcome.RELEASED;
    }
}
