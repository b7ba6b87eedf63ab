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
    boolean mixed;
    boolean virtualThreads;
    boolean toTheEnd = true;
    int backlogLimit = 1_000_000;
    int retention;
    int storm;
    List<Integer> drains = List.of();
    List<Integer> drainRequests = List.of();
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
        mixed = from.mixed();
        virtualThreads = from.virtualThreads();
        toTheEnd = from.toTheEnd();
        backlogLimit = from.backlogLimit();
        retention = from.retention();
        storm = from.storm();
        drains = from.drains();
        drainRequests = from.drainRequests();
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
                mixed,
                virtualThreads,
                toTheEnd,
                backlogLimit,
                retention,
                storm,
                drains,
                drainRequests,
                pauses,
                bulks,
                schedules,
                orders);
    }
}
