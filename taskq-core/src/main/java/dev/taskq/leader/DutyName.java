package dev.taskq.leader;

import java.util.Locale;

/** The duties of a leader. */
public enum DutyName {
    /** Finds dead sessions and makes known which agents live. */
    SESSION_MONITOR,
    /** Takes back what ended sessions held. */
    RECLAIM,
    /** Queues scheduled tasks that are due. */
    PROMOTER,
    /** Fires the schedules that are due. */
    SCHEDULE_FIRER,
    /** Gives hints to rows that have none. */
    RECONCILER,
    /** Counts what waits. */
    BACKLOG_STATISTICS,
    /** Carries out operations on many tasks. */
    OPERATIONS,
    /** Deletes what is past its retention. */
    PRUNER;

    /** The name of its thread and of its metrics. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
