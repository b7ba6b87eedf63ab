package dev.taskq.examples.demo;

import java.util.concurrent.TimeUnit;

/** Tells what goes on, a line at a time. */
final class Progress {
    private static final int PAUSE_MILLIS = 50;

    private Progress() {}

    static void say(String line) {
        System.out.println("  " + line);
    }

    /** Waits a little before something is looked at again. */
    static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
}
