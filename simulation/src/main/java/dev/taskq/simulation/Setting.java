package dev.taskq.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * What is there before anything goes wrong. Immutable.
 *
 * @param coordinators how many there are
 * @param agents how many there are
 * @param slots how many tasks an agent runs at a time
 * @param memory how many tasks an agent's memory holds at least; 0 for more than there are
 * @param types how many types of tasks there are
 * @param withQueue whether there is a queue
 * @param virtualThreads whether handlers ask for virtual threads
 * @param toTheEnd whether a run goes on until all sessions that are over are cleared
 * @param backlogLimit how many tasks of a type may wait
 * @param retention how long what is final is kept, in milliseconds; 0 for longer than any run
 * @param storm for how long things may go wrong, in milliseconds of virtual time
 * @param drains when agents are asked to stop and are replaced, one after the other, in milliseconds
 * @param pauses the types that are paused for a while, each once at most
 * @param orders the tasks
 */
record Setting(
        int coordinators,
        int agents,
        int slots,
        int memory,
        int types,
        boolean withQueue,
        boolean virtualThreads,
        boolean toTheEnd,
        int backlogLimit,
        int retention,
        int storm,
        List<Integer> drains,
        List<Pause> pauses,
        List<Order> orders) {
    /** In bytes, with some to spare. */
    private static final int LARGEST_PARAMS = 48;

    private static final Duration LONGER_THAN_ANY_RUN = Duration.ofDays(7);

    Setting {
        drains = List.copyOf(drains);
        pauses = List.copyOf(pauses);
        orders = List.copyOf(orders);
    }

    /** One coordinator, two agents of two slots, a queue. */
    static Setting small(int storm, Order... orders) {
        Draft draft = new Draft();
        draft.storm = storm;
        draft.orders = List.of(orders);
        return draft.setting();
    }

    Setting withoutQueue() {
        return with(draft -> draft.withQueue = false);
    }

    Setting withAgents(int number, int slotsEach) {
        return with(draft -> {
            draft.agents = number;
            draft.slots = slotsEach;
        });
    }

    Setting withMemory(int tasks) {
        return with(draft -> draft.memory = tasks);
    }

    Setting withCoordinators(int number) {
        return with(draft -> draft.coordinators = number);
    }

    Setting withBacklogLimit(int limit) {
        return with(draft -> draft.backlogLimit = limit);
    }

    Setting withRetention(int millis) {
        return with(draft -> draft.retention = millis);
    }

    Setting withDrains(List<Integer> times) {
        return with(draft -> draft.drains = times);
    }

    Setting withPauses(List<Pause> others) {
        return with(draft -> draft.pauses = others);
    }

    Setting withOrders(List<Order> others) {
        return with(draft -> draft.orders = others);
    }

    private Setting with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.setting();
    }

    /** A setting that is being made. */
    private static final class Draft {
        int coordinators = 1;
        int agents = 2;
        int slots = 2;
        int memory;
        int types = 1;
        boolean withQueue = true;
        boolean virtualThreads;
        boolean toTheEnd = true;
        int backlogLimit = 1_000_000;
        int retention;
        int storm;
        List<Integer> drains = List.of();
        List<Pause> pauses = List.of();
        List<Order> orders = List.of();

        Draft() {}

        Draft(Setting from) {
            coordinators = from.coordinators;
            agents = from.agents;
            slots = from.slots;
            memory = from.memory;
            types = from.types;
            withQueue = from.withQueue;
            virtualThreads = from.virtualThreads;
            toTheEnd = from.toTheEnd;
            backlogLimit = from.backlogLimit;
            retention = from.retention;
            storm = from.storm;
            drains = from.drains;
            pauses = from.pauses;
            orders = from.orders;
        }

        Setting setting() {
            return new Setting(
                    coordinators,
                    agents,
                    slots,
                    memory,
                    types,
                    withQueue,
                    virtualThreads,
                    toTheEnd,
                    backlogLimit,
                    retention,
                    storm,
                    drains,
                    pauses,
                    orders);
        }
    }

    /** Whether what is final is deleted after a while. */
    boolean deletes() {
        return retention > 0;
    }

    /** How long what is final is kept. */
    Duration kept() {
        return deletes() ? Duration.ofMillis(retention) : LONGER_THAN_ANY_RUN;
    }

    /** How many bytes an agent may hold; empty for as many as it likes. */
    OptionalLong memoryBytes() {
        return memory == 0 ? OptionalLong.empty() : OptionalLong.of((long) memory * LARGEST_PARAMS);
    }

    /** How many tasks an agent can run at a time, whichever they are. */
    int tasksAtOnce() {
        return memory == 0 ? slots : Math.min(slots, memory);
    }

    boolean has(Behaviour behaviour) {
        return orders.stream().anyMatch(order -> order.does() == behaviour);
    }

    boolean endsProcesses() {
        return orders.stream().anyMatch(order -> order.does().endsProcess());
    }

    /** Drawn by chance. */
    static Setting drawn(SplittableRandom random) {
        Draft draft = new Draft();
        draft.types = random.nextInt(4) == 0 ? 2 : 1;
        // Short ones as often as long ones.
        draft.storm = (int) (1_500 * Math.pow(10, random.nextDouble()));
        if (random.nextInt(4) == 0) {
            draft.drains = List.of(500 + random.nextInt(draft.storm));
        }
        draft.orders = orders(draft, random);
        draft.coordinators = 1 + random.nextInt(3);
        draft.agents = 1 + random.nextInt(4);
        draft.slots = 1 + random.nextInt(3);
        draft.withQueue = random.nextInt(10) != 0;
        draft.virtualThreads = random.nextInt(4) == 0;
        draft.toTheEnd = random.nextInt(4) == 0;
        if (random.nextInt(6) == 0) {
            draft.pauses = List.of(new Pause(
                    random.nextInt(draft.types), random.nextInt(draft.storm), 200 + random.nextInt(draft.storm)));
        }
        if (random.nextInt(10) == 0) {
            draft.retention = 1_000 + random.nextInt(20_000);
        }
        if (random.nextInt(6) == 0) {
            draft.memory = 1 + random.nextInt(2);
        }
        return draft.setting();
    }

    private static List<Order> orders(Draft draft, SplittableRandom random) {
        List<Order> orders = new ArrayList<>();
        int number = 1 + random.nextInt(8);
        // Two that end their process at most: each takes its neighbours down twice, and five losses are too many.
        int mayEndProcess = random.nextInt(4) == 0 ? 2 : 0;
        for (int i = 0; i < number; i++) {
            Behaviour does = behaviour(random);
            if (does.endsProcess() && mayEndProcess == 0) {
                does = Behaviour.SUCCEEDS;
            }
            mayEndProcess -= does.endsProcess() ? 1 : 0;
            orders.add(new Order(
                    does,
                    random.nextInt(draft.types),
                    random.nextInt(3) == 0 ? random.nextInt(draft.storm) : random.nextInt(500),
                    random.nextInt(5) == 0 ? random.nextInt(5_000) : 0,
                    random.nextInt(4) != 0,
                    random.nextInt(8) == 0 ? random.nextInt(4_000) : -1,
                    random.nextInt(8) == 0));
        }
        return orders;
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
        lines.add("setting coordinators=" + coordinators + " agents=" + agents + " slots=" + slots + " memory=" + memory
                + " types=" + types
                + " queue=" + withQueue + " virtual=" + virtualThreads + " to_the_end=" + toTheEnd + " backlog="
                + backlogLimit + " retention=" + retention + " storm=" + storm);
        drains.forEach(at -> lines.add("drain at=" + at));
        pauses.forEach(pause -> lines.add(pause.text()));
        orders.forEach(order -> lines.add(order.text()));
        return lines;
    }

    static Setting parse(List<String> lines) {
        Draft draft = new Draft();
        boolean found = false;
        List<Integer> drains = new ArrayList<>();
        List<Pause> pauses = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (String line : lines) {
            Fields fields = Fields.of(line);
            if (line.startsWith("setting ")) {
                found = true;
                draft.coordinators = fields.number("coordinators");
                draft.agents = fields.number("agents");
                draft.slots = fields.number("slots");
                draft.memory = fields.number("memory");
                draft.types = fields.number("types");
                draft.withQueue = fields.flag("queue");
                draft.virtualThreads = fields.flag("virtual");
                draft.toTheEnd = fields.flag("to_the_end");
                draft.backlogLimit = fields.number("backlog");
                draft.retention = fields.number("retention");
                draft.storm = fields.number("storm");
            } else if (line.startsWith("drain ")) {
                drains.add(fields.number("at"));
            } else if (line.startsWith("pause ")) {
                pauses.add(Pause.parse(fields));
            } else if (line.startsWith("task ")) {
                orders.add(Order.parse(fields));
            }
        }
        if (!found) {
            throw new IllegalArgumentException("no line begins with \"setting\"");
        }
        draft.drains = drains;
        draft.pauses = pauses;
        draft.orders = orders;
        return draft.setting();
    }
}
