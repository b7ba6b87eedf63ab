package dev.taskq.simulation;

import dev.taskq.OperationAction;

/**
 * An operation on all tasks that a client starts. Immutable.
 *
 * @param action what is done with each task
 * @param at when it is started, in milliseconds of virtual time
 */
record Bulk(OperationAction action, int at) {
    String text() {
        return "operation action=" + action + " at=" + at;
    }

    static Bulk parse(Fields fields) {
        return new Bulk(OperationAction.valueOf(fields.text("action")), fields.number("at"));
    }
}
