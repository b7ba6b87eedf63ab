package dev.taskq.chaos;

import java.util.List;

/** The schedules of a run that ended before any of them was due. */
final class IdleTimetable {
    private IdleTimetable() {}

    static List<Timetable.Row> rows() {
        return Timetable.names().stream().map(IdleTimetable::row).toList();
    }

    static Timetable.Row row(String name) {
        return new Timetable.Row(name, false, Time.SECOND, 0, 0, 0, 0, 0, false, List.of());
    }
}
