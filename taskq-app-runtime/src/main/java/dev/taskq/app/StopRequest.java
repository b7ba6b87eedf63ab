package dev.taskq.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Whether somebody asked this process to stop. Thread-safe. */
public final class StopRequest {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** Not asked for yet. */
    public StopRequest() {}

    /** Asks for it. Any number of calls. */
    public void ask() {
        asked.countDown();
    }

    /**
     * Waits until it is asked for.
     *
     * @param longest how long to wait
     * @return whether it was asked for
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean await(Duration longest) throws InterruptedException {
        return asked.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
