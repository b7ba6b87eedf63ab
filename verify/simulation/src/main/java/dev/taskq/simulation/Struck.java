package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import dev.taskq.simulation.world.PortCall;
import dev.taskq.simulation.world.Strike;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** The accidents so far, as far as rules allow for them. */
final class Struck {
    private int number;
    private int ofProcesses;
    private int ofTransactions;
    private boolean orderly = true;
    private boolean tableLocked;
    private boolean setBack;
    private final Set<String> processes = new HashSet<>();
    private final Set<String> silencers = new HashSet<>();
    private boolean worldStruck;
    private Duration longestHang = Duration.ZERO;
    private Duration longestOther = Duration.ZERO;
    private Duration inAll = Duration.ZERO;

    void add(PortCall call, Strike strike) {
        number++;
        tableLocked |= strike.accident() == Accident.LOCK_TABLE;
        setBack |= strike.accident() == Accident.STORE_SET_BACK;
        if (strike.accident() == Accident.CUT_MOST || strike.accident() == Accident.MOST_UNANSWERED) {
            silencers.add(call.process());
        } else if (strike.accident().kind() == Accident.Kind.WORLD) {
            worldStruck = true;
        } else {
            processes.add(call.process());
        }
        orderly &= call.process().startsWith("agent") && leavesHintsInOrder(strike.accident());
        if (strike.accident() == Accident.SLOW || strike.accident() == Accident.STUCK) {
            longestHang = longer(longestHang, strike.length());
        } else {
            longestOther = longer(longestOther, strike.length());
        }
        inAll = inAll.plus(strike.length());
        if (strike.accident() == Accident.STUCK
                || (strike.accident().kind() != Accident.Kind.CALL && strike.accident() != Accident.CUT_BRIEFLY)) {
            ofProcesses++;
        } else if (call.operation() == Operation.COMPLETE_IN || call.operation() == Operation.COMMIT) {
            ofTransactions++;
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean leavesHintsInOrder(Accident accident) {
        return switch (accident) {
            case FAIL_BEFORE, FAIL_AFTER, CRASH_BEFORE, CRASH_AFTER, FREEZE_BEFORE, FREEZE_AFTER, LOCK_ROWS -> true;
            default -> false;
        };
    }

    /**
     * Whether the store was restored to an earlier time. Ended sessions may then be back, without a process that ends
     * them.
     */
    boolean hasSetBack() {
        return setBack;
    }

    /** Whether one accident made most processes silent at once. */
    boolean hasSilencedMost() {
        return !silencers.isEmpty();
    }

    /** Whether no accident has hit a process, its calls, or what it depends on. An accident that silences most spares its caller. */
    boolean hasSpared(String process) {
        return !worldStruck && !processes.contains(process) && Set.of(process).containsAll(silencers);
    }

    int number() {
        return number;
    }

    /**
     * The number of accidents that hit a process, or a part of the world on which processes depend. Short interruptions
     * are not included, because losses with them do not count.
     */
    int ofProcesses() {
        return ofProcesses;
    }

    /** The number of further accidents that hit only a transaction of a handler. */
    int ofTransactions() {
        return ofTransactions;
    }

    /** Whether hints still arrive soon and in order. */
    boolean isOrderly() {
        return orderly;
    }

    /**
     * How long heartbeats may have been delayed in addition to accidents of their process: their answer waits for the
     * table.
     */
    Duration heldUpHeartbeats() {
        return tableLocked ? Bounds.HEARTBEAT_ANSWER : Duration.ZERO;
    }

    /** The longest accident, because a call may wait for it. */
    Duration longest() {
        return longer(longestHang, longestOther);
    }

    /** The longest time that accidents add to one call: it may wait for a cut link first, and then hang. */
    Duration longestCall() {
        return longestHang.plus(longestOther);
    }

    /** The sum of all accidents. */
    Duration inAll() {
        return inAll;
    }
}
