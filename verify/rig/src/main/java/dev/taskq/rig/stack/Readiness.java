package dev.taskq.rig.stack;

import dev.taskq.rig.process.JarProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks processes whether they are ready. */
final class Readiness {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private Readiness() {}

    /** Waits until a process says that it is ready; not where it, or all that was started, ends. */
    static void await(JarProcess process, URI address, Started started) throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            while (!isReady(http, address)) {
                started.requireGoesOn();
                process.requireAlive();
                Progress.pause();
            }
        }
    }

    private static boolean isReady(HttpClient http, URI address) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/readyz"))
                .timeout(TIMEOUT)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == OK;
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }
}
