package dev.taskq.rig.stack;

import java.util.concurrent.TimeUnit;

/** Prints the progress, one line at a time. */
public final class Progress {
    private static final int PAUSE_MILLIS = 50;

    private Progress() {}

    /**
     * Prints a line.
     *
     * @param line the line
     */
    public static void say(String line) {
        System.out.println("  " + line);
    }

    /**
     * Waits briefly before something is checked again.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
}
