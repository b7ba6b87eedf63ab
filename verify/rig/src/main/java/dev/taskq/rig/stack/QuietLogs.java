package dev.taskq.rig.stack;

/** Logs for a program that talks to a person: warnings only, as plain text. */
public final class QuietLogs {
    private QuietLogs() {}

    /** Sets them. Before the first line is logged. */
    public static void set() {
        System.setProperty("logback.configurationFile", "dev/taskq/rig/stack/quiet-logback.xml");
    }
}
