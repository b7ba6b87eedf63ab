package dev.taskq.simulation;

import dev.taskq.TaskStatus;
import dev.taskq.lifecycle.Move;
import dev.taskq.simulation.world.Accident;
import dev.taskq.spi.ClaimResult;
import dev.taskq.spi.TaskEffect;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The number of times that each accident happened and each move was made. */
final class Coverage {
    private final Map<Accident, Long> accidents = new EnumMap<>(Accident.class);
    private final Map<Move, Long> moves = new EnumMap<>(Move.class);
    private final Map<Notable, Long> notables = new EnumMap<>(Notable.class);
    private long tasks;
    private long steps;

    /** The counted events. */
    enum Notable {
        ATTEMPT_RAN_TWICE,
        CLAIM_FORGOTTEN,
        CLAIM_SETTLED,
        COMPLETION_REFUSED,
        COMPLETION_ALREADY_RECORDED,
        COMPLETION_LOCKED,
        CHECKPOINT_STORED,
        CHECKPOINT_REFUSED,
        CLAIM_LOCKED,
        CLAIM_DEFERRED,
        CLAIM_WITHOUT_ROOM,
        SESSION_LOST,
        SESSION_LOST_ALIVE,
        SESSION_CLEARED,
        HINTED_AGAIN,
        TASK_LOST_TOO_OFTEN,
        LOSS_TAKEN_BACK,
        TIMED_OUT_BY_LEADER,
        REPLAYED,
        PAUSED,
        RESUMED,
        DRAINED,
        PURGED,
        OPERATION_DONE,
        TRANSACTION_COMMITTED,
        TRANSACTION_ROLLED_BACK,
        EFFECT_COMMITTED,
        FIRED,
        FIRE_MISSED,
        FIRE_OVERLAPPED,
        FIRE_PASSED_OVER,
        EDITED,
        EDIT_REFUSED
    }

    void struck(Accident accident) {
        accidents.merge(accident, 1L, Long::sum);
    }

    void moved(Move move) {
        moves.merge(move, 1L, Long::sum);
    }

    void saw(Notable notable) {
        notables.merge(notable, 1L, Long::sum);
    }

    /** An answer to a claim. */
    void claimed(ClaimResult result) {
        switch (result) {
            case ClaimResult.Claimed claimed -> moved(Move.CLAIM);
            case ClaimResult.Locked locked -> saw(Notable.CLAIM_LOCKED);
            case ClaimResult.Deferred deferred -> saw(Notable.CLAIM_DEFERRED);
            case ClaimResult.NoRoom noRoom -> saw(Notable.CLAIM_WITHOUT_ROOM);
            case ClaimResult.Gone gone -> {}
        }
    }

    /** A recorded completion, and the status after it. */
    void recorded(TaskStatus status) {
        moved(
                switch (status) {
                    case SUCCEEDED -> Move.SUCCEED;
                    case SCHEDULED -> Move.BACK_OFF;
                    case QUEUED -> Move.HAND_BACK;
                    case FAILED -> Move.FAIL;
                    case CANCELLED -> Move.STOP;
                    case RUNNING -> throw new AssertionError(status);
                });
    }

    /** A change that an operation made to a task that had a status before. */
    void changed(TaskEffect effect, TaskStatus before) {
        switch (effect) {
            case TaskEffect.Cancelled cancelled -> moved(Move.CANCEL);
            case TaskEffect.Queued queued -> moved(Move.RUN_NOW.isOpenTo(before) ? Move.RUN_NOW : Move.RETRY);
            case TaskEffect.CancelRequested requested -> {}
            case TaskEffect.Deleted deleted -> {}
        }
    }

    void ran(long tasksAccepted, long stepsTaken) {
        tasks += tasksAccepted;
        steps += stepsTaken;
    }

    long of(Accident accident) {
        return accidents.getOrDefault(accident, 0L);
    }

    long of(Move move) {
        return moves.getOrDefault(move, 0L);
    }

    long of(Notable notable) {
        return notables.getOrDefault(notable, 0L);
    }

    void add(Coverage other) {
        other.accidents.forEach((accident, number) -> accidents.merge(accident, number, Long::sum));
        other.moves.forEach((move, number) -> moves.merge(move, number, Long::sum));
        other.notables.forEach((notable, number) -> notables.merge(notable, number, Long::sum));
        tasks += other.tasks;
        steps += other.steps;
    }

    /** The numbers as a table. */
    String table() {
        return String.format(Locale.ROOT, "%,d tasks accepted, %,d steps%n", tasks, steps)
                + "faults:      " + row(Accident.values(), accidents) + "\n"
                + "transitions: " + row(Move.values(), moves) + "\n"
                + "seen:        " + row(Notable.values(), notables);
    }

    private static <E extends Enum<E>> String row(E[] all, Map<E, Long> counts) {
        return Arrays.stream(all)
                .map(each -> each.name().toLowerCase(Locale.ROOT) + " "
                        + String.format(Locale.ROOT, "%,d", counts.getOrDefault(each, 0L)))
                .collect(Collectors.joining(", "));
    }
}
