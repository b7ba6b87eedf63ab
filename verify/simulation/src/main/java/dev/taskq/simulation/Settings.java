package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The small settings of which all schedules are played. */
final class Settings {
    private Settings() {}

    static Map<String, Focus> all() {
        Map<String, Focus> all = new LinkedHashMap<>();
        all.put("claims", claims());
        all.put("completions", completions());
        all.put("crashes", crashes());
        all.put("freezes", freezes());
        all.put("hints", hints());
        all.put("submits", submits());
        return all;
    }

    private static Focus claims() {
        return Focus.of(
                Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                EnumSet.of(
                        Accident.FAIL_BEFORE,
                        Accident.FAIL_AFTER,
                        Accident.LOST,
                        Accident.LATE_START,
                        Accident.LATE_COMMIT,
                        Accident.LOCK_ROWS,
                        Accident.STORE_CRASH),
                EnumSet.of(Operation.CLAIM, Operation.SETTLE),
                2);
    }

    private static Focus completions() {
        return Focus.of(
                Setting.small(3_000, Order.of(Behaviour.FAILS_ONCE)),
                EnumSet.of(
                        Accident.FAIL_BEFORE,
                        Accident.FAIL_AFTER,
                        Accident.LOST,
                        Accident.LATE_START,
                        Accident.LATE_COMMIT,
                        Accident.LOCK_ROWS,
                        Accident.STORE_CRASH),
                EnumSet.of(Operation.CLAIM, Operation.COMPLETE, Operation.PROMOTE),
                2);
    }

    private static Focus crashes() {
        return Focus.of(
                Setting.small(3_000, Order.of(Behaviour.SUCCEEDS), Order.of(Behaviour.TAKES_LONG)),
                EnumSet.of(Accident.CRASH_BEFORE, Accident.CRASH_AFTER),
                EnumSet.of(
                        Operation.INSERT,
                        Operation.ENQUEUE,
                        Operation.CLAIM,
                        Operation.ACK,
                        Operation.COMPLETE,
                        Operation.END_SESSION,
                        Operation.ORPHANS,
                        Operation.CLEAR_SESSIONS),
                2);
    }

    private static Focus freezes() {
        return Focus.of(
                Setting.small(2_500, Order.of(Behaviour.SUCCEEDS)),
                EnumSet.of(Accident.FREEZE_BEFORE, Accident.FREEZE_AFTER, Accident.CUT_STORE_SILENTLY),
                EnumSet.of(Operation.INSERT, Operation.ENQUEUE, Operation.CLAIM, Operation.ACK, Operation.COMPLETE),
                2);
    }

    private static Focus hints() {
        return Focus.of(
                Setting.small(2_000, Order.of(Behaviour.SUCCEEDS), Order.of(Behaviour.SUCCEEDS)),
                EnumSet.of(
                        Accident.HINTS_LOST,
                        Accident.HINTS_DOUBLED,
                        Accident.HINTS_LATE,
                        Accident.FAIL_AFTER,
                        Accident.QUEUE_DOWN,
                        Accident.QUEUE_READ_ONLY,
                        Accident.QUEUE_FLUSHED),
                EnumSet.of(Operation.ENQUEUE, Operation.TAKE, Operation.ACK),
                2);
    }

    private static Focus submits() {
        Order keyed = Order.of(Behaviour.SUCCEEDS);
        return Focus.of(
                Setting.small(2_000, keyed).withCoordinators(2).withAgents(1, 1),
                EnumSet.of(
                        Accident.FAIL_BEFORE,
                        Accident.FAIL_AFTER,
                        Accident.LOST,
                        Accident.LATE_START,
                        Accident.LATE_COMMIT,
                        Accident.CRASH_AFTER,
                        Accident.STORE_CRASH),
                EnumSet.of(Operation.INSERT, Operation.REGISTER_TYPES, Operation.ENQUEUE),
                2);
    }

    static Focus named(String name) {
        Focus focus = all().get(name);
        if (focus == null) {
            throw new IllegalArgumentException(
                    "no setting \"" + name + "\"; known settings are " + List.copyOf(all().keySet()));
        }
        return focus;
    }
}
