package dev.taskq.simulation;

import dev.taskq.Preset;
import java.util.List;

/** A setting that is being made. Used by one thread. */
final class SettingBuilder {
    int coordinators = 1;
    int agents = 2;
    int slots = 2;
    int memory;
    int types = 1;
    boolean withQueue = true;
    boolean embedded;
    Preset preset = Preset.FAST_RECOVERY;
    Mixture mixture = Mixture.NONE;
    boolean virtualThreads;
    boolean toTheEnd = true;
    int backlogLimit = 1_000_000;
    int retention;
    int storm;
    List<Integer> drains = List.of();
    List<Integer> drainRequests = List.of();
    List<Integer> coordinatorStops = List.of();
    List<Pause> pauses = List.of();
    List<Bulk> bulks = List.of();
    List<Recurring> schedules = List.of();
    List<Order> orders = List.of();

    SettingBuilder() {}

    SettingBuilder(Setting from) {
        coordinators = from.coordinators();
        agents = from.agents();
        slots = from.slots();
        memory = from.memory();
        types = from.types();
        withQueue = from.withQueue();
        embedded = from.embedded();
        preset = from.preset();
        mixture = from.mixture();
        virtualThreads = from.virtualThreads();
        toTheEnd = from.toTheEnd();
        backlogLimit = from.backlogLimit();
        retention = from.retention();
        storm = from.storm();
        drains = from.drains();
        drainRequests = from.drainRequests();
        coordinatorStops = from.coordinatorStops();
        pauses = from.pauses();
        bulks = from.bulks();
        schedules = from.schedules();
        orders = from.orders();
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
                mixture,
                virtualThreads,
                toTheEnd,
                backlogLimit,
                retention,
                storm,
                drains,
                drainRequests,
                coordinatorStops,
                pauses,
                bulks,
                schedules,
                orders);
    }
}
