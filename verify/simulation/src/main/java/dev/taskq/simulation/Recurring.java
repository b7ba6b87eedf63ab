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
 * @param editAfter the time from its put until a person looks at it, to edit it, in milliseconds; -1 for never
 */
record Recurring(
        Behaviour does, int at, int every, int most, boolean overlaps, int pauseAfter, int pause, int editAfter) {
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

    /** A schedule as a person edits it: it fires less often. */
    static NewSchedule edited(NewSchedule seen) {
        Recurrence.Interval interval = (Recurrence.Interval) seen.recurrence();
        return new NewSchedule(
                seen.name(),
                Recurrence.every(interval.interval().plusMillis(500)),
                seen.type(),
                seen.params(),
                seen.limits(),
                seen.catchUp(),
                seen.overlap(),
                seen.caller());
    }

    Recurring withEditAfter(int millis) {
        return new Recurring(does, at, every, most, overlaps, pauseAfter, pause, millis);
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
                + " pause_after=" + pauseAfter + " pause=" + pause + " edit_after=" + editAfter;
    }

    static Recurring parse(Fields fields) {
        return new Recurring(
                Behaviour.valueOf(fields.text("does")),
                fields.number("at"),
                fields.number("every"),
                fields.number("most"),
                fields.flag("overlaps"),
                fields.number("pause_after"),
                fields.number("pause"),
                fields.has("edit_after") ? fields.number("edit_after") : -1);
    }
}
