package dev.taskq.rig.api;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A client of the coordinators' API, and of what else taskq's processes tell over HTTP. Each call names the process. What an
 * answer means is for its user: this only carries it. A call that is not answered throws {@link IOException}; one that was
 * never sent, {@link java.net.ConnectException} or {@link java.net.http.HttpConnectTimeoutException}. Thread-safe.
 */
public final class ApiClient implements AutoCloseable {
    private static final String TASKS = "/v1/tasks";

    /** A thread for each call is cheap, as thousands of them may wait at a time. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final HttpClient http;
    private final Optional<String> token;
    private final Duration timeout;

    private ApiClient(Optional<String> token, Duration timeout) {
        this.token = token;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .executor(threads)
                .build();
    }

    /**
     * Of a caller that coordinators know.
     *
     * @param token by which they know it
     * @param timeout how long to wait for an answer
     * @return the client
     */
    public static ApiClient of(String token, Duration timeout) {
        return new ApiClient(Optional.of(token), timeout);
    }

    /**
     * Of a caller without a token, for what needs none.
     *
     * @param timeout how long to wait for an answer
     * @return the client
     */
    public static ApiClient anonymous(Duration timeout) {
        return new ApiClient(Optional.empty(), timeout);
    }

    /**
     * Submits a task.
     *
     * @param coordinator where to
     * @param task as JSON
     * @param headers by name, beside those that every call has
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer submit(URI coordinator, String task, Map<String, String> headers)
            throws IOException, InterruptedException {
        return post(coordinator.resolve(TASKS), task, headers);
    }

    /**
     * Submits several tasks in one call.
     *
     * @param coordinator where to
     * @param batch as JSON
     * @param headers by name, beside those that every call has
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer submitAll(URI coordinator, String batch, Map<String, String> headers)
            throws IOException, InterruptedException {
        return post(coordinator.resolve(TASKS + ":batch"), batch, headers);
    }

    /**
     * Reads a task.
     *
     * @param coordinator from where
     * @param id the task
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer task(URI coordinator, long id) throws IOException, InterruptedException {
        return get(coordinator.resolve(TASKS + "/" + id));
    }

    /**
     * Reads a task once it is final, or as it is after a while.
     *
     * @param coordinator from where
     * @param id the task
     * @param longest how long to wait for its end, in whole seconds
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer await(URI coordinator, long id, Duration longest) throws IOException, InterruptedException {
        URI address = coordinator.resolve(TASKS + "/" + id + "?wait=" + longest.toSeconds() + "s");
        return send(request(address).timeout(timeout.plus(longest)));
    }

    /**
     * Reads a page of tasks.
     *
     * @param coordinator from where
     * @param query which, as the query of the address
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer list(URI coordinator, String query) throws IOException, InterruptedException {
        return get(coordinator.resolve(TASKS + "?" + query));
    }

    /**
     * Cancels a task.
     *
     * @param coordinator where
     * @param id the task
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer cancel(URI coordinator, long id) throws IOException, InterruptedException {
        return send(request(coordinator.resolve(TASKS + "/" + id + ":cancel")).POST(BodyPublishers.noBody()));
    }

    /**
     * Whether a process says that it is ready.
     *
     * @param process where it listens
     * @return whether it does; not, where there is no answer
     * @throws InterruptedException if the thread was interrupted
     */
    public boolean isReady(URI process) throws InterruptedException {
        try {
            return get(process.resolve("/readyz")).is(ApiAnswer.OK);
        } catch (IOException e) {
            // It does not listen yet, or no more.
            return false;
        }
    }

    /**
     * Reads anything.
     *
     * @param address where
     * @return the answer
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer get(URI address) throws IOException, InterruptedException {
        return send(request(address));
    }

    private ApiAnswer post(URI address, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(address).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request);
    }

    private HttpRequest.Builder request(URI address) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(timeout);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private ApiAnswer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new ApiAnswer(response.statusCode(), response.body());
    }

    /** Ends it, and the calls under way. */
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
