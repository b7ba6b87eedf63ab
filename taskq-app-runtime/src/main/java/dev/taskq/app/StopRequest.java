package dev.taskq.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds whether this process was asked to stop. Thread-safe. */
public final class StopRequest {
    private final CountDownLatch asked = new CountDownLatch(1);

    /** Creates a request that was not made yet. */
    public StopRequest() {}

    /** Makes the request. May be called any number of times. */
    public void ask() {
        asked.countDown();
    }

    /**
     * Waits until the request is made.
     *
     * @param longest how long to wait
     * @return true if it was made
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean await(Duration longest) throws InterruptedException {
        return asked.await(longest.toNanos(), TimeUnit.NANOSECONDS);
    }
}
