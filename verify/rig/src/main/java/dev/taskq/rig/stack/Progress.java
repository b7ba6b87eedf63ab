package dev.taskq.rig.stack;

import java.util.concurrent.TimeUnit;

/** Tells what goes on, a line at a time. */
public final class Progress {
    private static final int PAUSE_MILLIS = 50;

    private Progress() {}

    /**
     * Tells something.
     *
     * @param line what goes on
     */
    public static void say(String line) {
        System.out.println("  " + line);
    }

    /**
     * Waits a little before something is looked at again.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
}
