package dev.taskq.simulation;

/**
 * A type that is paused for a while. Immutable.
 *
 * @param type which of the types
 * @param at when, in milliseconds of virtual time
 * @param length for how long, in milliseconds
 */
record Pause(int type, int at, int length) {
    String text() {
        return "pause type=" + type + " at=" + at + " length=" + length;
    }

    static Pause parse(Fields fields) {
        return new Pause(fields.number("type"), fields.number("at"), fields.number("length"));
    }
}
