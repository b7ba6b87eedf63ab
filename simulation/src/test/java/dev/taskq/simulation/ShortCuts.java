package dev.taskq.simulation;

import dev.taskq.testkit.simulation.Accident;
import dev.taskq.testkit.simulation.Operation;
import java.util.EnumSet;

/** Agents whose connections are closed for a second, again and again, while they run healthy tasks. */
final class ShortCuts {
    private ShortCuts() {}

    static Focus focus() {
        return Focus.of(
                        Setting.small(
                                        40_000,
                                        Order.of(Behaviour.TAKES_LONG),
                                        Order.of(Behaviour.LASTS),
                                        Order.of(Behaviour.FAILS_ONCE))
                                .withAgents(2, 2),
                        EnumSet.of(Accident.CUT_BRIEFLY),
                        EnumSet.of(Operation.CLAIM, Operation.WAITING),
                        20)
                .oneIn(6);
    }
}
