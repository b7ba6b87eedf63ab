package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.PortCall;
import dev.taskq.simulation.world.Strike;
import java.time.Duration;

/** What has struck so far, as far as rules make allowance for it. */
final class Struck {
    private int number;
    private int ofProcesses;
    private boolean orderly = true;
    private boolean tableLocked;
    private boolean setBack;
    private Duration longest = Duration.ZERO;
    private Duration inAll = Duration.ZERO;

    void add(PortCall call, Strike strike) {
        number++;
        tableLocked |= strike.accident() == Accident.LOCK_TABLE;
        setBack |= strike.accident() == Accident.STORE_SET_BACK;
        orderly &= call.process().startsWith("agent") && leavesHintsInOrder(strike.accident());
        longest = longest.compareTo(strike.length()) > 0 ? longest : strike.length();
        inAll = inAll.plus(strike.length());
        if (strike.accident() == Accident.STUCK
                || (strike.accident().kind() != Accident.Kind.CALL && strike.accident() != Accident.CUT_BRIEFLY)) {
            ofProcesses++;
        }
    }

    private static boolean leavesHintsInOrder(Accident accident) {
        return switch (accident) {
            case FAIL_BEFORE, FAIL_AFTER, CRASH_BEFORE, CRASH_AFTER, FREEZE_BEFORE, FREEZE_AFTER, LOCK_ROWS -> true;
            default -> false;
        };
    }

    /** Whether the store was restored to an earlier time: sessions that had ended may be back, with no process to end them. */
    boolean hasSetBack() {
        return setBack;
    }

    int number() {
        return number;
    }

    /**
     * How often an accident struck a process, or so much of the world that processes suffer. Short cuts count for nothing: what
     * is lost with them does not.
     */
    int ofProcesses() {
        return ofProcesses;
    }

    /** Whether hints still arrive soon, and one behind the other. */
    boolean isOrderly() {
        return orderly;
    }

    /** For how long heartbeats may have been held up, besides what struck their process: their answer waits for the table so long. */
    Duration heldUpHeartbeats() {
        return tableLocked ? Bounds.HEARTBEAT_ANSWER : Duration.ZERO;
    }

    /** The longest of them: whatever takes long may be what a call waits for. */
    Duration longest() {
        return longest;
    }

    /** All of them, one after the other. */
    Duration inAll() {
        return inAll;
    }
}
