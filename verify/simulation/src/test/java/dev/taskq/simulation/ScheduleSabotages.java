package dev.taskq.simulation;

import dev.taskq.OperationAction;
import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;

/** Removals of what makes a schedule fire once for each of its times, and leave none out, and of what protects its edits. */
final class ScheduleSabotages {
    private static final String MEMORY = Sabotage.CORE + "memory/data/MemorySchedules.java";

    private ScheduleSabotages() {}

    private static Setting recurring(Recurring schedule) {
        return Setting.small(12_000, Order.of(Behaviour.SUCCEEDS))
                .withCoordinators(2)
                .withSchedules(List.of(schedule));
    }

    static List<Sabotage> all() {
        Recurring everySecond = new Recurring(Behaviour.SUCCEEDS, 0, 1_000, 3, true, -1, 0, -1);
        Recurring paused = new Recurring(Behaviour.SUCCEEDS, 0, 1_000, 3, true, 8_000, 500, -1);
        Recurring apart = new Recurring(Behaviour.TAKES_LONG, 0, 1_000, 1, false, -1, 0, -1);
        // It is paused while its editor looks at it.
        Recurring edited = paused.withEditAfter(7_500);
        return List.of(
                Sabotage.seeds(
                        "an edit compares the schedule with what its person has seen",
                        MEMORY,
                        "if (!found.get().schedule().updatedAt().equals(seen)) {",
                        "if (found.get().schedule().updatedAt().isBefore(seen)) {",
                        () -> Circumstances.calm(recurring(edited))),
                Sabotage.seeds(
                        "a fire compares the schedule with what was read",
                        MEMORY,
                        ".filter(row -> row.version() == step.version());",
                        ".filter(row -> row.version() > 0);",
                        () -> Focus.of(
                                recurring(everySecond),
                                EnumSet.of(Accident.LATE_START, Accident.LATE_COMMIT),
                                EnumSet.of(Operation.FIRE),
                                3)),
                Sabotage.seeds(
                        "a resume does not go back behind a fire time that is done",
                        Sabotage.CORE + "spi/ScheduleRow.java",
                        "return later(later(last.firedAt(), last.skippedAt()), Optional.of(now)).orElseThrow();",
                        "return later(last.skippedAt().filter(skipped -> false), Optional.of(now)).orElseThrow();",
                        () -> Focus.of(
                                        recurring(paused).withBulks(List.of(new Bulk(OperationAction.DELETE, 8_200))),
                                        EnumSet.of(Accident.CLOCK_BACK),
                                        EnumSet.of(Operation.FIRE),
                                        2)
                                .from(3_000)),
                Sabotage.seeds(
                        "the next fire time follows from the recurrence, not from when it fired",
                        Sabotage.CORE + "leader/FirePlan.java",
                        "isAlone ? second : times.after(now);",
                        "Optional.of(now.plusSeconds(1));",
                        () -> Circumstances.calm(recurring(everySecond))),
                Sabotage.seeds(
                        "a schedule that does not overlap waits for its last task",
                        MEMORY,
                        "if (!step.times().isEmpty() && row.overlaps(lastStatus(transaction, row))) {",
                        "if (step.times().size() > 1 && row.overlaps(lastStatus(transaction, row))) {",
                        () -> Circumstances.calm(recurring(apart))));
    }
}
