package dev.taskq;

import java.time.Duration;
import java.time.Instant;

/** When a new task becomes due, by the database's clock. Immutable. */
public sealed interface Due {
    /** The longest delay of a task, counted from its submission. */
    Duration FURTHEST = Duration.ofDays(3653);

    /**
     * Due at once.
     *
     * @return the due time
     */
    static Due now() {
        return new Now();
    }

    /**
     * Due after a delay, counted from the moment the task is stored.
     *
     * @param delay zero or more, at most {@link #FURTHEST}
     * @return the due time
     */
    static Due after(Duration delay) {
        return new After(delay);
    }

    /**
     * Due at a time. A time that has passed when the task is stored means at once.
     *
     * @param time the time; at most {@link #FURTHEST} ahead, which is checked at submission
     * @return the due time
     */
    static Due at(Instant time) {
        return new At(time);
    }

    /** Due at once. */
    record Now() implements Due {}

    /**
     * Due after a delay.
     *
     * @param delay zero or more, at most {@link #FURTHEST}
     */
    record After(Duration delay) implements Due {
        /** Checks the range. */
        public After {
            if (delay.isNegative() || delay.compareTo(FURTHEST) > 0) {
                throw new TaskRejectedException("/delay", "must be between 0 and 10 years");
            }
        }
    }

    /**
     * Due at a time.
     *
     * @param time the time, any that a database can store
     */
    record At(Instant time) implements Due {}
}
