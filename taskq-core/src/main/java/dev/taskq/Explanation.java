package dev.taskq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a task is where it is. Immutable.
 *
 * @param id the task
 * @param type its type
 * @param status its status
 * @param at the store's clock when it was read
 * @param reasons one or more; the first decides, the others hold as well
 */
public record Explanation(long id, String type, TaskStatus status, Instant at, List<Reason> reasons) {
    /** Copies the list. */
    public Explanation {
        reasons = List.copyOf(reasons);
    }

    /** A reason, with the facts that it is based on. Immutable. */
    public sealed interface Reason {
        /**
         * The name used in the API: that of the class, in lower case with underscores.
         *
         * @return the name
         */
        default String wireName() {
            return getClass()
                    .getSimpleName()
                    .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                    .toLowerCase(Locale.ROOT);
        }

        /**
         * The reason, as a sentence.
         *
         * @return the sentence
         */
        default String text() {
            return ReasonTexts.text(this);
        }

        /**
         * What can be done, as a sentence.
         *
         * @return the sentence
         */
        default String advice() {
            return ReasonTexts.advice(this);
        }
    }

    /**
     * The task is final.
     *
     * @param at since when
     * @param error what went wrong last
     * @param as the final status
     */
    public record Final(TaskStatus as, Instant at, Optional<String> error) implements Reason {}

    /**
     * An agent runs the task.
     *
     * @param agent its name
     * @param session its session
     * @param since since when
     * @param timeout how long it may run
     */
    public record Running(String agent, long session, Instant since, Duration timeout) implements Reason {}

    /**
     * The task runs for longer than its time-out.
     *
     * @param by for how much longer
     */
    public record Overdue(Duration by) implements Reason {}

    /**
     * The session that holds the running task has ended.
     *
     * @param agent the agent's name; empty if it is not known any more
     * @param session its session
     * @param since since when the task ran
     */
    public record AgentLost(Optional<String> agent, long session, Instant since) implements Reason {}

    /**
     * The agent that runs the task has reported nothing for a while. It may be dead, which is not detected yet.
     *
     * @param agent its name
     * @param heardAt its last report; empty if there was none
     */
    public record AgentSilent(String agent, Optional<Instant> heardAt) implements Reason {}

    /**
     * A cancel was requested, and the handler has not returned yet.
     *
     * @param at when
     */
    public record CancelRequested(Instant at) implements Reason {}

    /**
     * The task is scheduled for later by its submitter.
     *
     * @param dueAt when it is due
     */
    public record Scheduled(Instant dueAt) implements Reason {}

    /**
     * The task waits after an attempt that did not go well.
     *
     * @param attempt the number of the attempt
     * @param outcome how it ended
     * @param dueAt when the next try is due
     * @param error what went wrong
     */
    public record BackingOff(int attempt, AttemptOutcome outcome, Instant dueAt, Optional<String> error)
            implements Reason {}

    /**
     * The task is due, and the leader has not queued it yet.
     *
     * @param dueAt since when it is due
     */
    public record Due(Instant dueAt) implements Reason {}

    /**
     * The type is paused.
     *
     * @param since since when, if it is known
     * @param by the caller that paused it, if it is known
     */
    public record Paused(Optional<Instant> since, Optional<String> by) implements Reason {}

    /**
     * No living agent serves the type.
     *
     * @param everServed whether an agent has ever announced the type
     * @param nearest the type with the most similar name that a living agent serves, if there is a similar one
     */
    public record NotServed(boolean everServed, Optional<String> nearest) implements Reason {}

    /**
     * The task was lost with its agent again and again, so that an agent runs it only if it runs no other such task; and each agent
     * of the type runs one.
     *
     * @param losses how often it was lost
     * @param agents how many agents serve the type
     */
    public record SuspectWaits(int losses, int agents) implements Reason {}

    /**
     * No agent of the type has a free slot.
     *
     * @param agents how many agents serve the type
     * @param slots how many slots they have together
     */
    public record AgentsFull(int agents, int slots) implements Reason {}

    /**
     * Agents of the type have a free slot, and none of them has room in its memory for the params of the task: an agent holds a
     * bounded number of bytes of params and results.
     *
     * @param agents how many agents have a free slot
     * @param room the largest params that one of them has room for, in bytes
     * @param params the size of the task's params, in bytes
     */
    public record MemoryFull(int agents, long room, long params) implements Reason {}

    /**
     * The task waits its turn.
     *
     * @param before about how many tasks of its type are before it
     * @param more whether there are more: the count is bounded
     * @param expected how long they take at the rate of the last minute; empty if that is not known
     */
    public record WaitingItsTurn(long before, boolean more, Optional<Duration> expected) implements Reason {}

    /** Hints fail, so that agents find tasks by scans of the store, which takes longer. */
    public record HintsFailing() implements Reason {}

    /** No coordinator leads: scheduled tasks are not queued, and what lost agents held is not taken back. */
    public record NoLeader() implements Reason {}
}
