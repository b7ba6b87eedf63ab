package dev.taskq.rig.stack;

import dev.taskq.rig.api.ApiClient;
import dev.taskq.rig.process.JarProcess;
import java.net.URI;
import java.time.Duration;

/** Asks processes whether they are ready. */
final class Readiness {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private Readiness() {}

    /** Waits until a process says that it is ready; not where it, or all that was started, ends. */
    static void await(JarProcess process, URI address, Started started) throws InterruptedException {
        try (ApiClient client = ApiClient.anonymous(TIMEOUT)) {
            while (!client.isReady(address)) {
                started.requireGoesOn();
                process.requireAlive();
                Progress.pause();
            }
        }
    }
}
