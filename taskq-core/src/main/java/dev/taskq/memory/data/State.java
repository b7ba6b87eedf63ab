package dev.taskq.memory.data;

import dev.taskq.Task;
import dev.taskq.spi.Checkpoint;
import dev.taskq.spi.Holder;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Position;
import dev.taskq.spi.ScheduleRow;
import dev.taskq.spi.SessionReading.Reported;
import dev.taskq.spi.TypeReading.Pause;
import dev.taskq.spi.TypeState;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The whole content of a store. Immutable.
 *
 * @param open the open rows of each type, in the dispatch order
 * @param scheduled the scheduled rows, by the time they are due
 * @param created all rows, by the time they were stored
 * @param keys the tasks with an idempotency key
 * @param checkpoints the newest checkpoint of each task
 * @param progress the last progress of each task, of whatever attempt
 * @param typesUsed when each type was last registered or admitted, and for which caller
 * @param typesShown what is shown of each type beside its state
 * @param statuses the last status of each session
 * @param closed the processes with a closed store
 * @param lockedTasks the rows that another transaction holds
 * @param writtenTasks the rows that transactions of applications have written
 * @param lockedKeys the keys that another transaction holds
 * @param lost the tasks that were lost with each session, until the session is cleared
 * @param operations the operations, by id
 * @param schedules the schedules, by name
 * @param fires the tasks that schedules fired
 * @param lastTask the last task id that was given
 * @param lastSession the last session id that was given
 * @param lastOperation the last operation id that was given
 */
record State(
        SortedTree<Long, TaskRow> tasks,
        SortedTree<String, SortedTree<Position, Long>> open,
        SortedTree<Stamp, Long> scheduled,
        SortedTree<Stamp, Long> created,
        SortedTree<TaskKey, Long> keys,
        SortedTree<Long, Checkpoint> checkpoints,
        SortedTree<Long, Said> progress,
        SortedTree<Long, SessionRow> sessions,
        SortedTree<String, TypeState> types,
        SortedTree<String, TypeUse> typesUsed,
        SortedTree<String, TypeShown> typesShown,
        SortedTree<Long, Reported> statuses,
        Set<Long> closed,
        Lease lease,
        Set<Long> lockedTasks,
        Set<Long> writtenTasks,
        Set<TaskKey> lockedKeys,
        SortedTree<Long, Set<Long>> lost,
        SortedTree<Long, OperationRow> operations,
        SortedTree<String, ScheduleRow> schedules,
        SortedTree<FireKey, Long> fires,
        long lastTask,
        long lastSession,
        long lastOperation) {

    static final State EMPTY = new State(
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            Set.of(),
            new Lease(0, Instant.EPOCH, Optional.empty()),
            Set.of(),
            Set.of(),
            Set.of(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            SortedTree.empty(),
            0,
            0,
            0);

    /** A time of a task; sorted by time, then by id. */
    record Stamp(Instant at, long id) implements Comparable<Stamp> {
        @Override
        public int compareTo(Stamp other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(id, other.id);
        }
    }

    /** An idempotency key of one caller. */
    record TaskKey(String caller, String text) implements Comparable<TaskKey> {
        @Override
        public int compareTo(TaskKey other) {
            int byCaller = caller.compareTo(other.caller);
            return byCaller != 0 ? byCaller : text.compareTo(other.text);
        }
    }

    /** The progress of a task, and the execution that reported it. */
    record Said(long task, Holder holder, Task.Progress progress) {}

    /** A fire time of a schedule. */
    record FireKey(String schedule, Instant time) implements Comparable<FireKey> {
        /** The fire time of a task; empty if no schedule fired it for a time. */
        static Optional<FireKey> of(TaskRow row) {
            return row.origin().fire().flatMap(fire -> fire.time().map(time -> new FireKey(fire.schedule(), time)));
        }

        @Override
        public int compareTo(FireKey other) {
            int byName = schedule.compareTo(other.schedule);
            return byName != 0 ? byName : time.compareTo(other.time);
        }
    }

    /** When a type was last used, and the caller that created it; no caller if it was announced. */
    record TypeUse(Instant at, Optional<String> caller) {}

    /** The begin of a type's pause, and what the leader counted beside its depth. */
    record TypeShown(Optional<Pause> pause, Optional<Instant> waitsSince, long scheduled) {
        static final TypeShown NOTHING = new TypeShown(Optional.empty(), Optional.empty(), 0);
    }

    /** The leader's session, 0 for none, the lease's end unless it is extended, and the published facts. */
    record Lease(long holder, Instant until, Optional<LeaseFacts> facts) {}
}
