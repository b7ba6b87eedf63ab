package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Agents whose connections are closed for a second, again and again, while they run healthy tasks. They are struck at claims,
 * which only agents make: a leader whose own connection is new judges no other by it. Short tasks are there to be claimed.
 */
final class ShortCuts {
    private static final int STORM = 50_000;
    /** From then on the leader's connection has stood for long enough. */
    private static final int FROM = 10_500;

    private static final int PERIOD = 700;
    private static final int MOST = 20;

    private ShortCuts() {}

    /** Nothing else happens. */
    static Focus focus() {
        return with(2, Map.of(Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY)));
    }

    /** The agent dies as well: losses come to the last but one. */
    static Focus amongCrashes() {
        return with(1, Map.of(Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY, Accident.CRASH_AFTER)));
    }

    /** Sessions end, and their agents are back, while a pass for others is under way. */
    static Focus amongSlowPasses() {
        return with(
                2,
                Map.of(
                        Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY),
                        Operation.ORPHANS, Set.of(Accident.SLOW)));
    }

    /** Each agent runs something that lasts, and has a slot for what is short. */
    private static Focus with(int agents, Map<Operation, Set<Accident>> accidents) {
        List<Order> orders = new ArrayList<>(Collections.nCopies(agents, Order.of(Behaviour.LASTS)));
        orders.add(Order.of(Behaviour.FAILS_ONCE));
        for (int at = FROM; at < STORM; at += PERIOD) {
            orders.add(new Order(Behaviour.SUCCEEDS, 0, at, 0, true, -1, false));
        }
        return new Focus(Setting.small(STORM).withAgents(agents, 2).withOrders(orders), accidents, FROM, MOST, 3);
    }
}
