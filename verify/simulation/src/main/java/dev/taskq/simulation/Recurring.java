package dev.taskq.simulation;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import java.time.Duration;

/**
 * A schedule that a client puts. It is deleted after the storm. Immutable.
 *
 * @param does the behaviour of its handler
 * @param at when it is put, in milliseconds of virtual time
 * @param every its interval, in milliseconds
 * @param most the most fire times that it catches up with; 0 to skip those that it missed, 1 for one task in place of them
 * @param overlaps whether it fires while its last task is not final
 * @param pauseAfter the time from its put until it is paused, in milliseconds; -1 for never
 * @param pause the length of the pause, in milliseconds
 */
record Recurring(Behaviour does, int at, int every, int most, boolean overlaps, int pauseAfter, int pause) {
    NewSchedule schedule(int number) {
        // Its tasks have a number of their own: those of orders are smaller.
        return NewSchedule.of(
                        name(number),
                        Recurrence.every(Duration.ofMillis(every)),
                        Handler.typeOf(0).name(),
                        Handler.typeOf(0).task(new Work(1_000 + number, does)).params())
                .withCatchUp(policy())
                .withOverlap(overlaps ? Overlap.ALLOW : Overlap.SKIP);
    }

    private CatchUp policy() {
        return switch (most) {
            case 0 -> CatchUp.skip();
            case 1 -> CatchUp.one();
            default -> CatchUp.all(most);
        };
    }

    static String name(int number) {
        return "s" + number;
    }

    String text() {
        return "schedule does=" + does + " at=" + at + " every=" + every + " most=" + most + " overlaps=" + overlaps
                + " pause_after=" + pauseAfter + " pause=" + pause;
    }

    static Recurring parse(Fields fields) {
        return new Recurring(
                Behaviour.valueOf(fields.text("does")),
                fields.number("at"),
                fields.number("every"),
                fields.number("most"),
                fields.flag("overlaps"),
                fields.number("pause_after"),
                fields.number("pause"));
    }
}
