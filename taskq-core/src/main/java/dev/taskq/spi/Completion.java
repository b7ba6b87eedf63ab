package dev.taskq.spi;

import dev.taskq.AttemptOutcome;
import java.util.Optional;

/**
 * The end of one execution, reported by its agent or by the leader. Immutable.
 *
 * @param id the task
 * @param holder the execution's holder
 * @param verdict the next status and counts. The store counts losses itself: one more if the outcome is
 *     {@link AttemptOutcome#LOST}, since other losses may be forgiven meanwhile
 * @param outcome the attempt's outcome
 * @param result JSON, as text, if it succeeded
 * @param error the error, at most 4,000 characters
 * @param own whether the agent reports the outcome of its own handler. Then the holder stays in the row, so that a
 *     repeated report is recognised. All other completions (release, loss, overdue) clear it
 */
public record Completion(
        long id,
        Holder holder,
        Verdict verdict,
        AttemptOutcome outcome,
        Optional<String> result,
        Optional<String> error,
        boolean own) {
    /** The longest stored error, in characters. */
    public static final int LONGEST_ERROR = 4_000;

    /**
     * Whether the session itself reports it, as an outcome or a release. All others (loss, overdue) are reported by the
     * leader.
     *
     * @return true if it does
     */
    public boolean isByHolder() {
        return own || outcome == AttemptOutcome.RELEASED;
    }
}
