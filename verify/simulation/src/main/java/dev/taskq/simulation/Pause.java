package dev.taskq.simulation;

/**
 * A type that is paused for a while. Immutable.
 *
 * @param type the number of the type
 * @param at when the pause begins, in milliseconds of virtual time
 * @param length the length of the pause, in milliseconds
 */
record Pause(int type, int at, int length) {
    String text() {
        return "pause type=" + type + " at=" + at + " length=" + length;
    }

    static Pause parse(Fields fields) {
        return new Pause(fields.number("type"), fields.number("at"), fields.number("length"));
    }
}
