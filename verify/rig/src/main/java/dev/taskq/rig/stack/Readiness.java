package dev.taskq.rig.stack;

import dev.taskq.rig.process.HttpPages;
import dev.taskq.rig.process.JarProcess;
import java.net.URI;
import java.time.Duration;

/** Waits for processes to be ready. */
final class Readiness {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Readiness() {}

    /** Waits until a process reports that it is ready. Fails if it, or any other started part, ends. */
    static void await(JarProcess process, URI address, Started started) throws InterruptedException {
        try (HttpPages pages = new HttpPages(TIMEOUT)) {
            while (!pages.isReady(address)) {
                started.requireGoesOn();
                process.requireAlive();
                Progress.pause();
            }
        }
    }
}
