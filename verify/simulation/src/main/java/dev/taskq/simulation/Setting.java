package dev.taskq.simulation;

import dev.taskq.OperationAction;
import dev.taskq.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The parts of a run before any accident. Immutable.
 *
 * @param coordinators the number of coordinators
 * @param agents the number of agents
 * @param slots the number of tasks that an agent runs at a time
 * @param memory the least number of tasks that an agent's memory holds; 0 for no bound
 * @param types the number of types
 * @param withQueue whether there is a queue
 * @param embedded whether coordinators and agents share processes, as far as there is one of each. Without a queue
 * @param preset how often processes look at the store
 * @param virtualThreads whether handlers ask for virtual threads
 * @param toTheEnd whether a run continues until all ended sessions are cleared
 * @param backlogLimit the number of tasks of a type that may wait
 * @param retention how long final tasks are kept, in milliseconds; 0 for longer than any run
 * @param storm how long accidents may happen, in milliseconds of virtual time
 * @param drains when agents are asked to stop and are replaced, one after the other, in milliseconds
 * @param pauses the pauses of types, at most one for each type
 * @param bulks the operations on all tasks
 * @param schedules the schedules
 * @param orders the tasks
 */
record Setting(
        int coordinators,
        int agents,
        int slots,
        int memory,
        int types,
        boolean withQueue,
        boolean embedded,
        Preset preset,
        boolean virtualThreads,
        boolean toTheEnd,
        int backlogLimit,
        int retention,
        int storm,
        List<Integer> drains,
        List<Pause> pauses,
        List<Bulk> bulks,
        List<Recurring> schedules,
        List<Order> orders) {
    /** The size of a task in bytes, with a reserve. */
    private static final int LARGEST_PARAMS = 48;

    private static final Duration LONGER_THAN_ANY_RUN = Duration.ofDays(7);

    Setting {
        drains = List.copyOf(drains);
        pauses = List.copyOf(pauses);
        bulks = List.copyOf(bulks);
        schedules = List.copyOf(schedules);
        orders = List.copyOf(orders);
    }

    /** One coordinator, two agents of two slots, a queue. */
    static Setting small(int storm, Order... orders) {
        Builder builder = new Builder();
        builder.storm = storm;
        builder.orders = List.of(orders);
        return builder.setting();
    }

    Setting withoutQueue() {
        return with(builder -> builder.withQueue = false);
    }

    /** Each coordinator shares its process with an agent. */
    Setting embeddedWithoutQueue() {
        return with(builder -> {
            builder.withQueue = false;
            builder.embedded = true;
        });
    }

    Setting withPreset(Preset other) {
        return with(builder -> builder.preset = other);
    }

    Setting withAgents(int number, int slotsEach) {
        return with(builder -> {
            builder.agents = number;
            builder.slots = slotsEach;
        });
    }

    Setting withMemory(int tasks) {
        return with(builder -> builder.memory = tasks);
    }

    Setting withCoordinators(int number) {
        return with(builder -> builder.coordinators = number);
    }

    Setting withBacklogLimit(int limit) {
        return with(builder -> builder.backlogLimit = limit);
    }

    Setting withRetention(int millis) {
        return with(builder -> builder.retention = millis);
    }

    Setting withDrains(List<Integer> times) {
        return with(builder -> builder.drains = times);
    }

    Setting withPauses(List<Pause> others) {
        return with(builder -> builder.pauses = others);
    }

    Setting withBulks(List<Bulk> others) {
        return with(builder -> builder.bulks = others);
    }

    Setting withSchedules(List<Recurring> others) {
        return with(builder -> builder.schedules = others);
    }

    Setting withOrders(List<Order> others) {
        return with(builder -> builder.orders = others);
    }

    /**
     * This setting with some tasks, by chance, that make checkpoints. Not where the memory of agents is bounded to a number of
     * tasks, which checkpoints make larger.
     */
    Setting withSomeSteps(SplittableRandom random) {
        if (memory > 0) {
            return this;
        }
        return withOrders(orders.stream()
                .map(order -> order.does() == Behaviour.SUCCEEDS && random.nextInt(6) == 0
                        ? order.withDoes(Behaviour.STEPS)
                        : order)
                .toList());
    }

    /** This setting with some tasks, by chance, submitted in transactions of applications. */
    Setting withSomeHeld(SplittableRandom random) {
        return withOrders(orders.stream()
                .map(order -> random.nextInt(8) == 0 ? order.withHeld(held(random)) : order)
                .toList());
    }

    /** This setting with some tasks, by chance, completed in transactions of their handlers. */
    Setting withSomeCompleting(SplittableRandom random) {
        return withOrders(orders.stream()
                .map(order -> random.nextInt(6) == 0 ? order.withCompleting(completing(random)) : order)
                .toList());
    }

    /** This setting with a schedule, by chance. */
    Setting withSomeRecurring(SplittableRandom random) {
        return random.nextInt(6) == 0 ? withSchedules(List.of(recurring(storm, random))) : this;
    }

    /** This setting, by chance, with frugal processes, or in the processes of applications, of which there may be one only. */
    Setting withSomeIdleness(SplittableRandom random) {
        Setting paced = random.nextInt(6) == 0 ? withPreset(Preset.FRUGAL) : this;
        if (random.nextInt(8) != 0) {
            return paced;
        }
        Setting apart = random.nextBoolean() ? paced.withCoordinators(1).withAgents(1, slots) : paced;
        return apart.embeddedWithoutQueue();
    }

    private Setting with(Consumer<Builder> change) {
        Builder builder = new Builder(this);
        change.accept(builder);
        return builder.setting();
    }

    /** A setting that is being made. */
    private static final class Builder {
        int coordinators = 1;
        int agents = 2;
        int slots = 2;
        int memory;
        int types = 1;
        boolean withQueue = true;
        boolean embedded;
        Preset preset = Preset.FAST_RECOVERY;
        boolean virtualThreads;
        boolean toTheEnd = true;
        int backlogLimit = 1_000_000;
        int retention;
        int storm;
        List<Integer> drains = List.of();
        List<Pause> pauses = List.of();
        List<Bulk> bulks = List.of();
        List<Recurring> schedules = List.of();
        List<Order> orders = List.of();

        Builder() {}

        Builder(Setting from) {
            coordinators = from.coordinators;
            agents = from.agents;
            slots = from.slots;
            memory = from.memory;
            types = from.types;
            withQueue = from.withQueue;
            embedded = from.embedded;
            preset = from.preset;
            virtualThreads = from.virtualThreads;
            toTheEnd = from.toTheEnd;
            backlogLimit = from.backlogLimit;
            retention = from.retention;
            storm = from.storm;
            drains = from.drains;
            pauses = from.pauses;
            bulks = from.bulks;
            schedules = from.schedules;
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
                    embedded,
                    preset,
                    virtualThreads,
                    toTheEnd,
                    backlogLimit,
                    retention,
                    storm,
                    drains,
                    pauses,
                    bulks,
                    schedules,
                    orders);
        }
    }

    /** Whether final tasks are deleted during the run. */
    boolean deletes() {
        return retention > 0;
    }

    /** How long final tasks are kept. */
    Duration kept() {
        return deletes() ? Duration.ofMillis(retention) : LONGER_THAN_ANY_RUN;
    }

    /** The number of bytes that an agent may hold; empty for no bound. */
    OptionalLong memoryBytes() {
        return memory == 0 ? OptionalLong.empty() : OptionalLong.of((long) memory * LARGEST_PARAMS);
    }

    /** The number of tasks that an agent can always run at a time. */
    int tasksAtOnce() {
        return memory == 0 ? slots : Math.min(slots, memory);
    }

    boolean has(Behaviour behaviour) {
        return orders.stream().anyMatch(order -> order.does() == behaviour);
    }

    boolean endsProcesses() {
        return orders.stream().anyMatch(order -> order.does().endsProcess());
    }

    /** A random setting. */
    static Setting drawn(SplittableRandom random) {
        Builder builder = new Builder();
        builder.types = random.nextInt(4) == 0 ? 2 : 1;
        // Short ones are as frequent as long ones.
        builder.storm = (int) (1_500 * Math.pow(10, random.nextDouble()));
        if (random.nextInt(4) == 0) {
            builder.drains = List.of(500 + random.nextInt(builder.storm));
        }
        builder.orders = orders(builder, random);
        builder.coordinators = 1 + random.nextInt(3);
        builder.agents = 1 + random.nextInt(4);
        builder.slots = 1 + random.nextInt(3);
        builder.withQueue = random.nextInt(10) != 0;
        builder.virtualThreads = random.nextInt(4) == 0;
        builder.toTheEnd = random.nextInt(4) == 0;
        if (random.nextInt(6) == 0) {
            builder.pauses = List.of(new Pause(
                    random.nextInt(builder.types), random.nextInt(builder.storm), 200 + random.nextInt(builder.storm)));
        }
        if (random.nextInt(10) == 0) {
            builder.retention = 1_000 + random.nextInt(20_000);
        }
        if (random.nextInt(6) == 0) {
            builder.memory = 1 + random.nextInt(2);
        }
        if (random.nextInt(6) == 0) {
            OperationAction[] actions = OperationAction.values();
            builder.bulks =
                    List.of(new Bulk(actions[random.nextInt(actions.length)], 500 + random.nextInt(builder.storm)));
        }
        return builder.setting();
    }

    private static List<Order> orders(Builder builder, SplittableRandom random) {
        List<Order> orders = new ArrayList<>();
        int number = 1 + random.nextInt(8);
        // At most two that end their process: each can take its neighbours down twice, and five losses are too many.
        int mayEndProcess = random.nextInt(4) == 0 ? 2 : 0;
        for (int i = 0; i < number; i++) {
            Behaviour does = behaviour(random);
            if (does.endsProcess() && mayEndProcess == 0) {
                does = Behaviour.SUCCEEDS;
            }
            mayEndProcess -= does.endsProcess() ? 1 : 0;
            orders.add(new Order(
                    does,
                    random.nextInt(builder.types),
                    random.nextInt(3) == 0 ? random.nextInt(builder.storm) : random.nextInt(500),
                    random.nextInt(5) == 0 ? random.nextInt(5_000) : 0,
                    random.nextInt(4) != 0,
                    random.nextInt(8) == 0 ? random.nextInt(4_000) : -1,
                    random.nextInt(8) == 0));
        }
        return orders;
    }

    /** Short ones are as frequent as long ones. A longer one shows no more than one of half a minute. */
    private static Held held(SplittableRandom random) {
        int open = (int) (10 * Math.pow(10, 3.5 * random.nextDouble()));
        return new Held(open, random.nextInt(4) != 0, random.nextBoolean());
    }

    /** Short enough for a handler that takes long before. */
    private static Completing completing(SplittableRandom random) {
        Completing.First[] all = Completing.First.values();
        int open = random.nextInt(4) == 0 ? 0 : (int) Math.pow(10, 3.2 * random.nextDouble());
        return new Completing(open, all[random.nextInt(all.length)]);
    }

    private static Recurring recurring(int storm, SplittableRandom random) {
        int most = random.nextInt(4);
        return new Recurring(
                random.nextInt(3) == 0 ? Behaviour.TAKES_LONG : Behaviour.SUCCEEDS,
                random.nextInt(500),
                1_000 + random.nextInt(2_000),
                most,
                most > 1 || random.nextBoolean(),
                random.nextInt(3) == 0 ? random.nextInt(storm) : -1,
                random.nextInt(5_000));
    }

    private static Behaviour behaviour(SplittableRandom random) {
        if (random.nextInt(2) == 0) {
            return Behaviour.SUCCEEDS;
        }
        // Steps are drawn later.
        List<Behaviour> all = Arrays.stream(Behaviour.values())
                .filter(each -> each != Behaviour.STEPS)
                .toList();
        Behaviour drawn = all.get(random.nextInt(all.size()));
        return drawn == Behaviour.LASTS ? Behaviour.TAKES_LONG : drawn;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("setting coordinators=" + coordinators + " agents=" + agents + " slots=" + slots + " memory=" + memory
                + " types=" + types
                + " queue=" + withQueue + " embedded=" + embedded + " preset=" + preset + " virtual=" + virtualThreads
                + " to_the_end=" + toTheEnd + " backlog="
                + backlogLimit + " retention=" + retention + " storm=" + storm);
        drains.forEach(at -> lines.add("drain at=" + at));
        pauses.forEach(pause -> lines.add(pause.text()));
        bulks.forEach(bulk -> lines.add(bulk.text()));
        schedules.forEach(schedule -> lines.add(schedule.text()));
        orders.forEach(order -> lines.add(order.text()));
        return lines;
    }

    static Setting parse(List<String> lines) {
        Builder builder = new Builder();
        boolean found = false;
        List<Integer> drains = new ArrayList<>();
        List<Pause> pauses = new ArrayList<>();
        List<Bulk> bulks = new ArrayList<>();
        List<Recurring> schedules = new ArrayList<>();
        List<Order> orders = new ArrayList<>();
        for (String line : lines) {
            Fields fields = Fields.of(line);
            if (line.startsWith("setting ")) {
                found = true;
                builder.coordinators = fields.number("coordinators");
                builder.agents = fields.number("agents");
                builder.slots = fields.number("slots");
                builder.memory = fields.number("memory");
                builder.types = fields.number("types");
                builder.withQueue = fields.flag("queue");
                builder.embedded = fields.has("embedded") && fields.flag("embedded");
                builder.preset = fields.has("preset") ? Preset.valueOf(fields.text("preset")) : Preset.FAST_RECOVERY;
                builder.virtualThreads = fields.flag("virtual");
                builder.toTheEnd = fields.flag("to_the_end");
                builder.backlogLimit = fields.number("backlog");
                builder.retention = fields.number("retention");
                builder.storm = fields.number("storm");
            } else if (line.startsWith("drain ")) {
                drains.add(fields.number("at"));
            } else if (line.startsWith("pause ")) {
                pauses.add(Pause.parse(fields));
            } else if (line.startsWith("operation ")) {
                bulks.add(Bulk.parse(fields));
            } else if (line.startsWith("schedule ")) {
                schedules.add(Recurring.parse(fields));
            } else if (line.startsWith("task ")) {
                orders.add(Order.parse(fields));
            }
        }
        if (!found) {
            throw new IllegalArgumentException("no line begins with \"setting\"");
        }
        builder.drains = drains;
        builder.pauses = pauses;
        builder.bulks = bulks;
        builder.schedules = schedules;
        builder.orders = orders;
        return builder.setting();
    }
}
