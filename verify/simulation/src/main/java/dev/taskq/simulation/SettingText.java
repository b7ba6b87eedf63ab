package dev.taskq.simulation;

import dev.taskq.Preset;
import java.util.ArrayList;
import java.util.List;

/** Settings as lines of text, so that a schedule can be kept and played again. */
final class SettingText {
    private SettingText() {}

    /** The lines of a setting. */
    static List<String> lines(Setting setting) {
        List<String> lines = new ArrayList<>();
        lines.add("setting coordinators=" + setting.coordinators() + " agents=" + setting.agents() + " slots="
                + setting.slots() + " memory=" + setting.memory()
                + " types=" + setting.types()
                + " queue=" + setting.withQueue() + " embedded=" + setting.embedded() + " preset=" + setting.preset()
                + " mixture=" + setting.mixture()
                + " virtual=" + setting.virtualThreads()
                + " to_the_end=" + setting.toTheEnd() + " backlog="
                + setting.backlogLimit() + " retention=" + setting.retention() + " storm=" + setting.storm());
        setting.drains().forEach(at -> lines.add("drain at=" + at));
        setting.drainRequests().forEach(at -> lines.add("drain_request at=" + at));
        setting.coordinatorStops().forEach(at -> lines.add("coordinator_stop at=" + at));
        setting.pauses().forEach(pause -> lines.add(pause.text()));
        setting.bulks().forEach(bulk -> lines.add(bulk.text()));
        setting.schedules().forEach(schedule -> lines.add(schedule.text()));
        setting.orders().forEach(order -> lines.add(order.text()));
        return lines;
    }

    /**
     * The setting of some lines.
     *
     * @throws IllegalArgumentException if they show none
     */
    static Setting parse(List<String> lines) {
        SettingBuilder builder = new SettingBuilder();
        boolean found = false;
        List<Integer> drains = new ArrayList<>();
        List<Integer> drainRequests = new ArrayList<>();
        List<Integer> coordinatorStops = new ArrayList<>();
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
                builder.mixture = fields.has("mixture") ? Mixture.valueOf(fields.text("mixture")) : Mixture.NONE;
                builder.virtualThreads = fields.flag("virtual");
                builder.toTheEnd = fields.flag("to_the_end");
                builder.backlogLimit = fields.number("backlog");
                builder.retention = fields.number("retention");
                builder.storm = fields.number("storm");
            } else if (line.startsWith("drain ")) {
                drains.add(fields.number("at"));
            } else if (line.startsWith("drain_request ")) {
                drainRequests.add(fields.number("at"));
            } else if (line.startsWith("coordinator_stop ")) {
                coordinatorStops.add(fields.number("at"));
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
        builder.drainRequests = drainRequests;
        builder.coordinatorStops = coordinatorStops;
        builder.pauses = pauses;
        builder.bulks = bulks;
        builder.schedules = schedules;
        builder.orders = orders;
        return builder.setting();
    }
}
