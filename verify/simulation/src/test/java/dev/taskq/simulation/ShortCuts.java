package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Agents lose their connections for a second, repeatedly, while they run healthy tasks. The cuts happen at claims,
 * which only agents make: a leader with a new connection of its own does not judge others by theirs. Short tasks exist
 * to be claimed.
 */
final class ShortCuts {
    private static final int STORM = 50_000;
    /** From then on the leader's connection is old enough. */
    private static final int FROM = 10_500;

    private static final int PERIOD = 700;
    private static final int MOST = 20;

    private ShortCuts() {}

    /** Without other accidents. */
    static Focus focus() {
        return with(2, Map.of(Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY)));
    }

    /** The agent dies as well, so that losses reach the last but one. */
    static Focus amongCrashes() {
        return with(1, Map.of(Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY, Accident.CRASH_AFTER)));
    }

    /** Sessions end, and their agents come back, while a pass for other sessions is in progress. */
    static Focus amongSlowPasses() {
        return with(
                2,
                Map.of(
                        Operation.CLAIM, Set.of(Accident.CUT_BRIEFLY),
                        Operation.ORPHANS, Set.of(Accident.SLOW)));
    }

    /** Each agent runs a long task, and has a slot for a short one. */
    private static Focus with(int agents, Map<Operation, Set<Accident>> accidents) {
        List<Order> orders = new ArrayList<>(Collections.nCopies(agents, Order.of(Behaviour.LASTS)));
        orders.add(Order.of(Behaviour.FAILS_ONCE));
        for (int at = FROM; at < STORM; at += PERIOD) {
            orders.add(new Order(Behaviour.SUCCEEDS, 0, at, 0, true, -1, false));
        }
        return new Focus(Setting.small(STORM).withAgents(agents, 2).withOrders(orders), accidents, FROM, MOST, 3);
    }
}
