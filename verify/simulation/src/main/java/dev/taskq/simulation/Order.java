package dev.taskq.simulation;

import java.util.Optional;

/**
 * One task that the client submits. Immutable.
 *
 * @param does the behaviour of its handler
 * @param type the number of its type
 * @param at when it is submitted, in milliseconds of virtual time
 * @param delay the time after which it is due, in milliseconds; 0 for at once
 * @param keyed whether it has a key, so that the client may repeat after an unknown outcome
 * @param cancelAfter the time from its acceptance until it is cancelled, in milliseconds; -1 for never
 * @param retried whether it is retried by hand after it has failed or was cancelled
 * @param held the transaction of an application that submits it, without a key; empty if a coordinator does
 * @param completing the transaction in which its handler completes it; empty if its handler returns the outcome
 * @param hurried whether a retry by hand is asked for in each status in which it is seen before it is final
 */
record Order(
        Behaviour does,
        int type,
        int at,
        int delay,
        boolean keyed,
        int cancelAfter,
        boolean retried,
        Optional<Held> held,
        Optional<Completing> completing,
        boolean hurried) {
    /** An order that is submitted through a coordinator, and whose handler returns the outcome. */
    Order(Behaviour does, int type, int at, int delay, boolean keyed, int cancelAfter, boolean retried) {
        this(does, type, at, delay, keyed, cancelAfter, retried, Optional.empty(), Optional.empty(), false);
    }

    /** An order that is submitted at once, under a key. */
    static Order of(Behaviour does) {
        return new Order(does, 0, 0, 0, true, -1, false);
    }

    Order withDoes(Behaviour other) {
        return new Order(other, type, at, delay, keyed, cancelAfter, retried, held, completing, hurried);
    }

    Order withHeld(Held by) {
        return new Order(does, type, at, delay, false, cancelAfter, retried, Optional.of(by), completing, hurried);
    }

    Order withCompleting(Completing in) {
        return new Order(does, type, at, delay, keyed, cancelAfter, retried, held, Optional.of(in), hurried);
    }

    Order withHurry() {
        return new Order(does, type, at, delay, keyed, cancelAfter, retried, held, completing, true);
    }

    String text() {
        return "task does=" + does + " type=" + type + " at=" + at + " delay=" + delay + " keyed=" + keyed + " cancel="
                + cancelAfter + " retried=" + retried
                + held.map(by -> " " + by.text()).orElse("")
                + completing.map(in -> " " + in.text()).orElse("")
                + (hurried ? " hurried=true" : "");
    }

    static Order parse(Fields fields) {
        return new Order(
                Behaviour.valueOf(fields.text("does")),
                fields.number("type"),
                fields.number("at"),
                fields.number("delay"),
                fields.flag("keyed"),
                fields.number("cancel"),
                fields.flag("retried"),
                fields.has("open") ? Optional.of(Held.parse(fields)) : Optional.empty(),
                fields.has("first") ? Optional.of(Completing.parse(fields)) : Optional.empty(),
                fields.has("hurried"));
    }
}
