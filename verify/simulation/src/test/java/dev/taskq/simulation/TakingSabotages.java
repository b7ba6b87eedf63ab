package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;

/** Removals of the conditions under which an agent takes tasks and a leader keeps its lease. */
final class TakingSabotages {
    private TakingSabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.seeds(
                        "a leader whose rounds keep failing lets go",
                        Sabotage.CORE + "leader/Leadership.java",
                        "duty.sinceLastSuccess().compareTo(STANDSTILL) > 0",
                        "duty.sinceLastSuccess().isNegative()",
                        () -> Focus.of(
                                        Setting.small(30_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.POOL_READ_ONLY),
                                        EnumSet.of(Operation.PROMOTE),
                                        1)
                                .oneIn(1)),
                Sabotage.seeds(
                        "nothing paused is asked for",
                        Sabotage.CORE + "agent/SessionState.java",
                        "return of.stream().filter(type -> !isPaused(type)).toList();",
                        "return of;",
                        () -> Circumstances.calm(Setting.small(6_000, Circumstances.at(2_000, Behaviour.SUCCEEDS))
                                .withPauses(List.of(new Pause(0, 500, 3_000))))),
                Sabotage.seeds(
                        "taking only while the heartbeat works",
                        Sabotage.CORE + "agent/Poller.java",
                        "if (types.isEmpty() || !sessionState.mayTake()) {",
                        "if (types.isEmpty()) {",
                        () -> Focus.of(
                                        Setting.small(6_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.CUT_STORE),
                                        EnumSet.of(Operation.HEARTBEAT),
                                        2)
                                .oneIn(2)),
                Sabotage.seeds(
                        "taking only while claims work",
                        Sabotage.CORE + "agent/Claims.java",
                        "pause.reset(AFTER_FAILURE);",
                        "pause.expire();",
                        () -> Focus.of(
                                        Setting.small(6_000, Order.of(Behaviour.SUCCEEDS)),
                                        EnumSet.of(Accident.FAIL_BEFORE),
                                        EnumSet.of(Operation.CLAIM),
                                        2)
                                .oneIn(1)));
    }
}
