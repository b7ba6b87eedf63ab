package dev.taskq.simulation;

import dev.taskq.Preset;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
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
 * @param mixture which coordinators have the preset {@code FAST_RECOVERY} nevertheless
 * @param virtualThreads whether handlers ask for virtual threads
 * @param toTheEnd whether a run continues until all ended sessions are cleared
 * @param backlogLimit the number of tasks of a type that may wait
 * @param retention how long final tasks are kept, in milliseconds; 0 for longer than any run
 * @param storm how long accidents may happen, in milliseconds of virtual time
 * @param drains when agents are asked to stop and are replaced, one after the other, in milliseconds
 * @param drainRequests when agents are asked to take no more tasks, one after the other, in milliseconds. Each is stopped and replaced once
 *     it may run nothing more
 * @param coordinatorStops when coordinators are stopped and replaced, one after the other, in milliseconds; only those that have a process of
 *     their own
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
        Mixture mixture,
        boolean virtualThreads,
        boolean toTheEnd,
        int backlogLimit,
        int retention,
        int storm,
        List<Integer> drains,
        List<Integer> drainRequests,
        List<Integer> coordinatorStops,
        List<Pause> pauses,
        List<Bulk> bulks,
        List<Recurring> schedules,
        List<Order> orders) {
    /** The size of a task in bytes, with a reserve. */
    private static final int LARGEST_PARAMS = 48;

    private static final Duration LONGER_THAN_ANY_RUN = Duration.ofDays(7);

    Setting {
        drains = List.copyOf(drains);
        drainRequests = List.copyOf(drainRequests);
        coordinatorStops = List.copyOf(coordinatorStops);
        pauses = List.copyOf(pauses);
        bulks = List.copyOf(bulks);
        schedules = List.copyOf(schedules);
        orders = List.copyOf(orders);
    }

    /** One coordinator, two agents of two slots, a queue. */
    static Setting small(int storm, Order... orders) {
        SettingBuilder builder = new SettingBuilder();
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

    /** All have the same preset. */
    Setting withPreset(Preset one) {
        return with(builder -> {
            builder.preset = one;
            builder.mixture = Mixture.NONE;
        });
    }

    /** Some coordinators have another preset than the rest, which is frugal. */
    Setting withMixedPresets(Mixture some) {
        return with(builder -> {
            builder.preset = Preset.FRUGAL;
            builder.mixture = some;
        });
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

    Setting withDrainRequests(List<Integer> times) {
        return with(builder -> builder.drainRequests = times);
    }

    Setting withCoordinatorStops(List<Integer> times) {
        return with(builder -> builder.coordinatorStops = times);
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

    private Setting with(Consumer<SettingBuilder> change) {
        SettingBuilder builder = new SettingBuilder(this);
        change.accept(builder);
        return builder.setting();
    }

    /** Whether agents are stopped and replaced during the run, in order. */
    boolean stopsAgents() {
        return !drains.isEmpty() || !drainRequests.isEmpty();
    }

    /** Whether any processes are stopped and replaced during the run, in order. */
    boolean stopsProcesses() {
        return stopsAgents() || !coordinatorStops.isEmpty();
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
}
