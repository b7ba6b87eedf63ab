package dev.taskq;

import java.time.Duration;

/** What a schedule does with fire times that passed while it could not fire. Immutable. */
public sealed interface CatchUp {
    /** A fire time that is this long past is missed. Deploys and changes of the leader are shorter. */
    Duration MISSED = Duration.ofMinutes(1);

    /** The most fire times that {@link All} may catch up with. */
    int MOST = 100;

    /**
     * Missed fire times are skipped: {@link Skip}.
     *
     * @return the policy
     */
    static CatchUp skip() {
        return new Skip();
    }

    /**
     * Missed fire times become one task: {@link One}.
     *
     * @return the policy
     */
    static CatchUp one() {
        return new One();
    }

    /**
     * Each missed fire time becomes a task: {@link All}.
     *
     * @param most the most tasks, 1 to {@link #MOST}
     * @return the policy
     */
    static CatchUp all(int most) {
        return new All(most);
    }

    /** Fires for the latest of the times that are due, unless it is past by more than {@link #MISSED}. */
    record Skip() implements CatchUp {}

    /** Fires once for all times that are due: for the latest. */
    record One() implements CatchUp {}

    /**
     * Fires for each of the times that are due.
     *
     * @param most the most of them: the latest ones, 1 to {@link #MOST}
     */
    record All(int most) implements CatchUp {
        /** Checks the range. */
        public All {
            if (most < 1 || most > MOST) {
                throw new TaskRejectedException("/catch_up_max", "must be between 1 and " + MOST);
            }
        }
    }

    /**
     * The most tasks that one round fires.
     *
     * @return 1 or more
     */
    default int most() {
        return this instanceof All(int number) ? number : 1;
    }
}
