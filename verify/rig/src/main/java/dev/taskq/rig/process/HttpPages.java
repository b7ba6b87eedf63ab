package dev.taskq.rig.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads the pages of processes that need no token: health, readiness and metrics. Thread-safe. */
public final class HttpPages implements AutoCloseable {
    /** The status of a page that was served. */
    public static final int OK = 200;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final Duration timeout;

    /**
     * A reader.
     *
     * @param timeout how long to wait for a page
     */
    public HttpPages(Duration timeout) {
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .executor(threads)
                .build();
    }

    /**
     * A page.
     *
     * @param status the status of the response
     * @param body its body, as text
     */
    public record Page(int status, String body) {}

    /**
     * Reads a page.
     *
     * @param address its address
     * @return the page
     * @throws IOException if there is no response
     * @throws InterruptedException if the thread was interrupted
     */
    public Page get(URI address) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(HttpRequest.newBuilder(address).timeout(timeout).build(), BodyHandlers.ofString());
        return new Page(response.statusCode(), response.body());
    }

    /**
     * Whether a process reports that it is ready.
     *
     * @param process the process's address
     * @return true if it does; false also without a response
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean isReady(URI process) throws InterruptedException {
        try {
            return get(process.resolve("/readyz")).status() == OK;
        } catch (IOException e) {
            // It does not listen yet, or does not listen any more.
            return false;
        }
    }

    /** Closes the connections. */
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
