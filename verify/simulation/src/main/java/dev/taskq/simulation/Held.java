package dev.taskq.simulation;

/**
 * The transaction of an application in which a task is submitted. Immutable.
 *
 * @param open how long it is open after the submit, in milliseconds
 * @param commits whether it commits; otherwise it is rolled back, as by the end of its process
 * @param told whether the application tells a coordinator of the commit
 */
record Held(int open, boolean commits, boolean told) {
    String text() {
        return "open=" + open + " commits=" + commits + " told=" + told;
    }

    static Held parse(Fields fields) {
        return new Held(fields.number("open"), fields.flag("commits"), fields.flag("told"));
    }
}
