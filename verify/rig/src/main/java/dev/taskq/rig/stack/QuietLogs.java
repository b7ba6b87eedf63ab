package dev.taskq.rig.stack;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Logging for an interactive program: only warnings, as plain text. A web server in it logs by {@code java.util.logging}. */
public final class QuietLogs {
    private QuietLogs() {}

    /** Sets up logging. Must be called before the first line is logged. */
    public static void set() {
        System.setProperty("logback.configurationFile", "dev/taskq/rig/stack/quiet-logback.xml");
        Logger.getLogger("").setLevel(Level.WARNING);
    }
}
