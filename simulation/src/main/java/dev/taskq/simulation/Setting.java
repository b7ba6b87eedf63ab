package dev.taskq.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What is there before anything goes wrong. Immutable.
 *
 * @param coordinators how many there are
 * @param agents how many there are
 * @param slots how many tasks an agent runs at a time
 * @param types how many types of tasks there are
 * @param withQueue whether there is a queue
 * @param virtualThreads whether handlers ask for virtual threads
 * @param toTheEnd whether a run goes on until all sessions that are over are cleared
 * @param backlogLimit how many tasks of a type may wait
 * @param storm for how long things may go wrong, in milliseconds of virtual time
 * @param drains when agents are asked to stop and are replaced, one after the other, in milliseconds
 * @param orders the tasks
 */
record Setting(
        int coordinators,
        int agents,
        int slots,
        int types,
        boolean withQueue,
        boolean virtualThreads,
        boolean toTheEnd,
        int backlogLimit,
        int storm,
        List<Integer> drains,
        List<Order> orders) {

    Setting {
        drains = List.copyOf(drains);
        orders = List.copyOf(orders);
    }

    /** One coordinator, two agents of two slots, a queue. */
    static Setting small(int storm, Order... orders) {
        return new Setting(1, 2, 2, 1, true, false, true, 1_000_000, storm, List.of(), List.of(orders));
    }

    Setting withoutQueue() {
        return new Setting(
                coordinators,
                agents,
                slots,
                types,
                false,
                virtualThreads,
                toTheEnd,
                backlogLimit,
                storm,
                drains,
                orders);
    }

    Setting withAgents(int number, int slotsEach) {
        return new Setting(
                coordinators,
                number,
                slotsEach,
                types,
                withQueue,
                virtualThreads,
                toTheEnd,
                backlogLimit,
                storm,
                drains,
                orders);
    }

    Setting withCoordinators(int number) {
        return new Setting(
                number, agents, slots, types, withQueue, virtualThreads, toTheEnd, backlogLimit, storm, drains, orders);
    }

    Setting withBacklogLimit(int limit) {
        return new Setting(
                coordinators, agents, slots, types, withQueue, virtualThreads, toTheEnd, limit, storm, drains, orders);
    }

    Setting withDrains(List<Integer> times) {
        return new Setting(
                coordinators,
                agents,
                slots,
                types,
                withQueue,
                virtualThreads,
                toTheEnd,
                backlogLimit,
                storm,
                times,
                orders);
    }

    Setting withOrders(List<Order> others) {
        return new Setting(
                coordinators,
                agents,
                slots,
                types,
                withQueue,
                virtualThreads,
                toTheEnd,
                backlogLimit,
                storm,
                drains,
                others);
    }

    boolean has(Behaviour behaviour) {
        return orders.stream().anyMatch(order -> order.does() == behaviour);
    }

    boolean endsProcesses() {
        return orders.stream().anyMatch(order -> order.does().endsProcess());
    }

    /** Drawn by chance. */
    static Setting drawn(SplittableRandom random) {
        int types = random.nextInt(4) == 0 ? 2 : 1;
        // Short ones as often as long ones.
        int storm = (int) (1_500 * Math.pow(10, random.nextDouble()));
        List<Integer> drains = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            drains.add(500 + random.nextInt(storm));
        }
        List<Order> orders = new ArrayList<>();
        int number = 1 + random.nextInt(8);
        // One of a kind that ends its process: two might take the innocent down with them by mere chance.
        boolean mayEndProcess = random.nextInt(4) == 0;
        for (int i = 0; i < number; i++) {
            Behaviour does = behaviour(random);
            if (does.endsProcess() && !mayEndProcess) {
                does = Behaviour.SUCCEEDS;
            }
            mayEndProcess &= !does.endsProcess();
            orders.add(new Order(
                    does,
                    random.nextInt(types),
                    random.nextInt(3) == 0 ? random.nextInt(storm) : random.nextInt(500),
                    random.nextInt(5) == 0 ? random.nextInt(5_000) : 0,
                    random.nextInt(4) != 0,
                    random.nextInt(8) == 0 ? random.nextInt(4_000) : -1,
                    random.nextInt(8) == 0));
        }
        return new Setting(
                1 + random.nextInt(3),
                1 + random.nextInt(4),
                1 + random.nextInt(3),
                types,
                random.nextInt(10) != 0,
                random.nextInt(4) == 0,
                random.nextInt(4) == 0,
                1_000_000,
                storm,
                drains,
                orders);
    }

    private static Behaviour behaviour(SplittableRandom random) {
        if (random.nextInt(2) == 0) {
            return Behaviour.SUCCEEDS;
        }
        Behaviour[] all = Behaviour.values();
        Behaviour drawn = all[random.nextInt(all.length)];
        return drawn == Behaviour.LASTS ? Behaviour.TAKES_LONG : drawn;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("setting coordinators=" + coordinators + " agents=" + agents + " slots=" + slots + " types=" + types
                + " queue=" + withQueue + " virtual=" + virtualThreads + " to_the_end=" + toTheEnd + " backlog="
                + backlogLimit + " storm=" + storm);
        drains.forEach(at -> lines.add("drain at=" + at));
        orders.forEach(order -> lines.add(order.text()));
        return lines;
    }

    static Setting parse(List<String> lines) {
        Optional<Setting> setting = Optional.empty();
        List<Integer> drains = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (String line : lines) {
            Fields fields = Fields.of(line);
            if (line.startsWith("setting ")) {
                setting = Optional.of(new Setting(
                        fields.number("coordinators"),
                        fields.number("agents"),
                        fields.number("slots"),
                        fields.number("types"),
                        fields.flag("queue"),
                        fields.flag("virtual"),
                        fields.flag("to_the_end"),
                        fields.number("backlog"),
                        fields.number("storm"),
                        List.of(),
                        List.of()));
            } else if (line.startsWith("drain ")) {
                drains.add(fields.number("at"));
            } else if (line.startsWith("task ")) {
                orders.add(Order.parse(fields));
            }
        }
        return setting.orElseThrow(() -> new IllegalArgumentException("no line begins with \"setting\""))
                .withDrains(drains)
                .withOrders(orders);
    }
}
