package dev.taskq.simulation.world;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The methods of the ports, with the possible accidents of each. */
public enum Operation {
    /** Stores tasks. */
    INSERT(Traits.LATE_WRITE),
    /** Reads tasks. */
    FIND(Traits.READ),
    /** Reads the status of tasks. */
    STATUSES(Traits.READ),
    /** Reads a page. */
    LIST(Traits.READ),
    /** Cancels. */
    CANCEL(Traits.LATE_WRITE),
    /** Retries manually. */
    RETRY(Traits.LATE_WRITE),
    /** Deletes final tasks by hand. */
    DELETE(Traits.LATE_WRITE),
    /** Scans for queued rows. */
    WAITING(Traits.READ),
    /** Claims. */
    CLAIM(Traits.LATE_WRITE),
    /** Settles a claim. */
    SETTLE(Traits.WRITE),
    /** Sets the stamps of rows with repeated hints. */
    HINTED(Traits.LATE_WRITE),
    /** Queues due scheduled rows. */
    PROMOTE(Traits.WRITE),
    /** Ends executions. */
    COMPLETE(Traits.LATE_WRITE),
    /** Stores checkpoints. */
    CHECKPOINT(Traits.LATE_WRITE),
    /** Ends an execution in a transaction of its handler. */
    COMPLETE_IN(Traits.READ),
    /** Commits a transaction of a handler. */
    COMMIT(Traits.WRITE),
    /** Scans for orphans. */
    ORPHANS(Traits.READ),
    /** Deletes tasks past their retention. */
    PURGE(Traits.WRITE),
    /** Counts. */
    COUNT(Traits.READ),
    /** Opens a session. */
    OPEN_SESSION(Traits.WRITE_ELSEWHERE),
    /** Heartbeats. */
    HEARTBEAT(Traits.WRITE_ELSEWHERE),
    /** Stores progress. */
    REPORT_PROGRESS(Traits.WRITE_ELSEWHERE),
    /** Reads sessions. */
    SESSIONS(Traits.READ_ELSEWHERE),
    /** Asks an agent to take no more. */
    DRAIN(Traits.WRITE_ELSEWHERE),
    /** Ends a session. */
    END_SESSION(Traits.WRITE_ELSEWHERE),
    /** Forgives losses. */
    FORGIVE(Traits.WRITE),
    /** Removes sessions. */
    CLEAR_SESSIONS(Traits.WRITE_ELSEWHERE),
    /** Stores backlog statistics. */
    RECORD_BACKLOG(Traits.WRITE_ELSEWHERE),
    /** Registers types. */
    REGISTER_TYPES(Traits.WRITE_ELSEWHERE),
    /** Reads types. */
    TYPES(Traits.READ_ELSEWHERE),
    /** Removes unused types. */
    FORGET_TYPES(Traits.WRITE),
    /** Pauses a type. */
    PAUSE(Traits.WRITE_ELSEWHERE),
    /** Starts an operation on many tasks. */
    START_OPERATION(Traits.WRITE),
    /** Reads operations. */
    OPERATIONS(Traits.READ_ELSEWHERE),
    /** Requests the end of an operation, or ends it as failed. */
    END_OPERATION(Traits.WRITE_ELSEWHERE),
    /** Takes a step of an operation. */
    STEP_OPERATION(Traits.WRITE),
    /** Deletes operations that have ended. */
    PURGE_OPERATIONS(Traits.WRITE_ELSEWHERE),
    /** Writes down what a caller changed. */
    WRITE_AUDIT_LOG(Traits.WRITE_ELSEWHERE),
    /** Deletes old entries of the audit log. */
    PURGE_AUDIT_LOG(Traits.WRITE_ELSEWHERE),
    /** Reads schedules. */
    SCHEDULES(Traits.READ_ELSEWHERE),
    /** Stores, pauses, resumes or deletes a schedule. */
    CHANGE_SCHEDULE(Traits.WRITE_ELSEWHERE),
    /** Fires schedules. */
    FIRE(Traits.LATE_WRITE),
    /** Stores the status of a session. */
    REPORT_STATUS(Traits.WRITE_ELSEWHERE),
    /** Adds counts to the history. */
    RECORD_HISTORY(Traits.WRITE_ELSEWHERE),
    /** Deletes old rows of the history. */
    PURGE_HISTORY(Traits.WRITE_ELSEWHERE),
    /** Reads what is shown of sessions and types. */
    INSPECT(Traits.READ_ELSEWHERE),
    /** Reads what is shown of tasks. */
    INSPECT_TASKS(Traits.READ),
    /** Reads the clock. */
    NOW(Traits.READ_ELSEWHERE),

    /** Adds hints. */
    ENQUEUE(Traits.QUEUE_WRITE),
    /** Waits for a wake-up. */
    AWAIT(Traits.QUEUE_WRITE),
    /** Takes hints. */
    TAKE(Traits.QUEUE_WRITE),
    /** Removes hints. */
    ACK(Traits.QUEUE_WRITE),
    /** Reads the oldest hint. */
    OLDEST_WAITING(Traits.QUEUE_READ),
    /** Counts hints. */
    LENGTH(Traits.QUEUE_READ),
    /** Drops hints. */
    DROP(Traits.QUEUE_WRITE),
    /** Checks whether the queue works. */
    PROBE(Traits.QUEUE_WRITE);

    private enum Traits {
        LATE_WRITE(true, true, true),
        WRITE(true, true, true),
        WRITE_ELSEWHERE(true, true, false),
        READ(true, false, true),
        READ_ELSEWHERE(true, false, false),
        QUEUE_WRITE(false, true, false),
        QUEUE_READ(false, false, false);

        final boolean store;
        final boolean write;
        final boolean tasks;

        Traits(boolean store, boolean write, boolean tasks) {
            this.store = store;
            this.write = write;
            this.tasks = tasks;
        }
    }

    private final Traits traits;
    private final String point;
    private final String donePoint;

    Operation(Traits traits) {
        this.traits = traits;
        this.point = (traits.store ? "store " : "queue ") + name();
        this.donePoint = point + " done";
    }

    /**
     * Whether it belongs to the store rather than the queue.
     *
     * @return true if it does
     */
    public boolean isStores() {
        return traits.store;
    }

    boolean isWrite() {
        return traits.write;
    }

    /**
     * Whether a server that accepts no writes refuses it. Heartbeats use a connection of their own, which finds the
     * primary, and handlers use theirs.
     */
    boolean needsPrimary() {
        return this == SESSIONS || (traits.write && this != HEARTBEAT && this != REPORT_PROGRESS && this != COMMIT);
    }

    boolean touchesTasks() {
        return traits.tasks;
    }

    /**
     * The possible accidents.
     *
     * @return the accidents, in their order
     */
    public List<Accident> accidents() {
        return Possible.OF.getOrDefault(this, List.of());
    }

    /** Whether it goes over the connection for heartbeats, which has short time-outs. */
    boolean isOfHeartbeats() {
        return this == HEARTBEAT || this == REPORT_PROGRESS;
    }

    boolean mayCommitLate() {
        return traits == Traits.LATE_WRITE;
    }

    String point() {
        return point;
    }

    String donePoint() {
        return donePoint;
    }

    /** The possible accidents of each operation. */
    private static final class Possible {
        private static final Set<Accident> AT_ANY_CALL = EnumSet.of(
                Accident.FAIL_BEFORE,
                Accident.FAIL_AFTER,
                Accident.SLOW,
                Accident.CRASH_BEFORE,
                Accident.CRASH_AFTER,
                Accident.FREEZE_BEFORE,
                Accident.FREEZE_AFTER);
        private static final Set<Accident> OF_THE_QUEUE = EnumSet.of(
                Accident.CUT_QUEUE,
                Accident.QUEUE_DOWN,
                Accident.QUEUE_READ_ONLY,
                Accident.QUEUE_FLUSHED,
                Accident.QUEUE_SET_BACK);
        private static final Set<Accident> OF_THE_STORE = EnumSet.of(
                Accident.CUT_BRIEFLY,
                Accident.CUT_STORE,
                Accident.CUT_STORE_SILENTLY,
                Accident.CUT_BOTH,
                Accident.POOL_READ_ONLY,
                Accident.CUT_MOST,
                Accident.MOST_UNANSWERED,
                Accident.FREEZE_LEADER,
                Accident.STORE_DOWN,
                Accident.STORE_CRASH,
                Accident.STORE_SET_BACK,
                Accident.LOCK_TABLE,
                Accident.CLOCK_FORWARD,
                Accident.CLOCK_BACK,
                Accident.LOCKS_DROPPED);

        static final Map<Operation, List<Accident>> OF =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(operation -> operation, Possible::of));

        private Possible() {}

        private static List<Accident> of(Operation operation) {
            Set<Accident> all = EnumSet.copyOf(AT_ANY_CALL);
            all.addAll(operation.isStores() ? OF_THE_STORE : OF_THE_QUEUE);
            if (operation.isStores() && !operation.isOfHeartbeats() && operation != END_SESSION) {
                // A heartbeat has its own connection and a short time-out. A process that hangs in its last call sends
                // no more heartbeats.
                all.add(Accident.STUCK);
            }
            if (operation.isStores() && operation.isWrite()) {
                all.add(Accident.LOST);
                all.add(Accident.LATE_START);
            }
            if (operation.mayCommitLate()) {
                all.add(Accident.LATE_COMMIT);
            }
            switch (operation) {
                case CLAIM, SETTLE, COMPLETE, CHECKPOINT, CANCEL, RETRY, HINTED -> all.add(Accident.LOCK_ROWS);
                case ENQUEUE ->
                    all.addAll(EnumSet.of(
                            Accident.HINTS_LOST,
                            Accident.HINTS_DOUBLED,
                            Accident.HINTS_REVERSED,
                            Accident.HINTS_LATE,
                            Accident.HINTS_AHEAD,
                            Accident.HINTS_BEHIND));
                default -> {}
            }
            return List.copyOf(all);
        }
    }
}
