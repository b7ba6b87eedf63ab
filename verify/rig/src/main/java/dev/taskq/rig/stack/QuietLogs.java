package dev.taskq.rig.stack;

/** Logging for an interactive program: only warnings, as plain text. */
public final class QuietLogs {
    private QuietLogs() {}

    /** Sets up logging. Must be called before the first line is logged. */
    public static void set() {
        System.setProperty("logback.configurationFile", "dev/taskq/rig/stack/quiet-logback.xml");
    }
}
