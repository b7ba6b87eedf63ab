package dev.taskq.simulation;

/**
 * One task that the client submits. Immutable.
 *
 * @param does what its handler does
 * @param type which of the types
 * @param at when it is submitted, in milliseconds of virtual time
 * @param delay after which it is due, in milliseconds, 0 for at once
 * @param keyed whether it has a key, so that the client may repeat after an unknown outcome
 * @param cancelAfter how long after its acceptance somebody cancels it, in milliseconds; -1 for never
 * @param retried whether it is retried by hand once it has failed or was cancelled
 */
record Order(Behaviour does, int type, int at, int delay, boolean keyed, int cancelAfter, boolean retried) {
    /** At once, under a key. */
    static Order of(Behaviour does) {
        return new Order(does, 0, 0, 0, true, -1, false);
    }

    String text() {
        return "task does=" + does + " type=" + type + " at=" + at + " delay=" + delay + " keyed=" + keyed + " cancel="
                + cancelAfter + " retried=" + retried;
    }

    static Order parse(Fields fields) {
        return new Order(
                Behaviour.valueOf(fields.text("does")),
                fields.number("type"),
                fields.number("at"),
                fields.number("delay"),
                fields.flag("keyed"),
                fields.number("cancel"),
                fields.flag("retried"));
    }
}
