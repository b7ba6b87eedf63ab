package dev.taskq.chaos;

import dev.taskq.chaos.Timetable.Fire;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares the tasks of schedules with their fire times. How such a task ends is checked as for all tasks. */
final class ScheduleCheck {
    private final List<Timetable.Row> schedules;
    private final List<Violation> violations;

    ScheduleCheck(List<Timetable.Row> schedules, List<Violation> violations) {
        this.schedules = schedules;
        this.violations = violations;
    }

    void check() {
        List<String> names = schedules.stream().map(Timetable.Row::name).toList();
        Timetable.names().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> violated("no schedule is lost", name + " does not exist any more"));
        schedules.forEach(this::check);
    }

    private void violated(String rule, String detail) {
        violations.add(new Violation(rule, 0, detail));
    }

    private void check(Timetable.Row schedule) {
        Set<Long> seen = new HashSet<>();
        for (Fire fire : schedule.fires()) {
            long time = fire.time();
            if (!seen.add(time)) {
                violated("a fire time has one task", schedule.name() + " has two for " + Time.instant(time));
            }
            if (time < schedule.firstAt()
                    || time >= schedule.nextAt()
                    || (time - schedule.firstAt()) % schedule.interval() != 0) {
                violated("a task is of a fire time", schedule.name() + " fired for " + Time.instant(time));
            }
        }
        if (schedule.fires().size() != schedule.fired()) {
            violated(
                    "a fire is a task",
                    schedule.name() + " counts " + schedule.fired() + " and has "
                            + schedule.fires().size());
        }
        if (schedule.fired() + schedule.skipped() != schedule.times()) {
            violated(
                    "no fire time is left out",
                    schedule.name() + " fired " + schedule.fired() + " and skipped " + schedule.skipped() + " of "
                            + schedule.times());
        }
        long longest = schedule.interval() + Timetable.MOST_MISSED * Time.SECOND;
        if (schedule.stoppedAt() - schedule.nextAt() > longest) {
            violated(
                    "a schedule goes on firing",
                    schedule.name() + " was stopped at " + Time.instant(schedule.stoppedAt())
                            + ", and its next fire time was " + Time.instant(schedule.nextAt()));
        }
        if (schedule.allCaughtUp() && schedule.skipped() > 0) {
            violated("all are caught up with", schedule.name() + " skipped " + schedule.skipped());
        }
        if (schedule.apart()) {
            checkApart(schedule);
        }
    }

    /** Each task was stored after the one before was final. Postgres stamps both. */
    private void checkApart(Timetable.Row schedule) {
        List<Fire> fires = schedule.fires().stream()
                .sorted(Comparator.comparingLong(Fire::storedAt))
                .toList();
        for (int i = 1; i < fires.size(); i++) {
            Fire before = fires.get(i - 1);
            Fire next = fires.get(i);
            if (next.storedAt() < before.finalAt()) {
                violated(
                        "tasks do not overlap",
                        schedule.name() + " fired for " + Time.instant(next.time()) + " at "
                                + Time.instant(next.storedAt()) + ", and its task for " + Time.instant(before.time())
                                + (before.finalAt() == Long.MAX_VALUE
                                        ? " is not final"
                                        : " was final at " + Time.instant(before.finalAt())));
            }
        }
    }
}
