package dev.taskq.simulation;

import dev.taskq.simulation.world.Choices;
import dev.taskq.simulation.world.Operation;
import dev.taskq.simulation.world.PortCall;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A random order from a seed. Calls that only read, and heartbeats, are switching points less often, and almost never
 * after the storm. There are so many of them that they would otherwise use most of the simulation.
 */
final class ChanceOrder {
    static final Set<Operation> ROUTINE = EnumSet.of(
            Operation.HEARTBEAT,
            Operation.REPORT_PROGRESS,
            Operation.SESSIONS,
            Operation.TYPES,
            Operation.NOW,
            Operation.SCHEDULES,
            Operation.REPORT_STATUS,
            Operation.INSPECT,
            Operation.INSPECT_TASKS,
            Operation.COUNT,
            Operation.RECORD_BACKLOG,
            Operation.STATUSES,
            Operation.AWAIT,
            Operation.PROMOTE,
            Operation.LENGTH,
            Operation.OLDEST_WAITING,
            Operation.PURGE,
            Operation.OPERATIONS,
            Operation.PURGE_OPERATIONS,
            Operation.FORGET_TYPES);

    private final Setting setting;
    private final long seed;
    private final Choices order;
    private final Map<String, SplittableRandom> skips = new HashMap<>();

    ChanceOrder(Setting setting, long seed) {
        this.setting = setting;
        this.seed = seed;
        this.order = Choices.seeded(seed);
    }

    int next(int ready, int own) {
        return order.next(ready, own);
    }

    long delay(PortCall call) {
        boolean routine = ROUTINE.contains(call.operation());
        boolean calm = call.at().toMillis() > setting.storm();
        if (!routine && !calm) {
            return order.delay(call);
        }
        if (routine && calm) {
            return Choices.NONE;
        }
        SplittableRandom skip =
                skips.computeIfAbsent(call.process(), name -> new SplittableRandom(seed ^ name.hashCode()));
        return skip.nextInt(4) == 0 ? order.delay(call) : Choices.NONE;
    }

    long pause(String process) {
        return order.pause(process);
    }

    RandomGenerator random(String process) {
        return order.random(process);
    }
}
