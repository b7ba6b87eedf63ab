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
 * A client of the coordinators' API, and of the other HTTP routes of taskq's processes. Each call names the process.
 * The client only transports responses and does not interpret them. A call without a response throws
 * {@link IOException}. A call that was never sent throws {@link java.net.ConnectException} or
 * {@link java.net.http.HttpConnectTimeoutException}. Thread-safe.
 */
public final class ApiClient implements AutoCloseable {
    private static final String TASKS = "/v1/tasks";

    /** A thread for each call; virtual ones, because thousands of calls may wait at a time. */
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
     * A client with a token.
     *
     * @param token the caller's token
     * @param timeout how long to wait for a response
     * @return the client
     */
    public static ApiClient of(String token, Duration timeout) {
        return new ApiClient(Optional.of(token), timeout);
    }

    /**
     * A client without a token, for routes that need none.
     *
     * @param timeout how long to wait for a response
     * @return the client
     */
    public static ApiClient anonymous(Duration timeout) {
        return new ApiClient(Optional.empty(), timeout);
    }

    /**
     * Submits a task.
     *
     * @param coordinator the coordinator's address
     * @param task the task as JSON
     * @param headers additional headers by name
     * @return the response
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
     * @param coordinator the coordinator's address
     * @param batch the tasks as JSON
     * @param headers additional headers by name
     * @return the response
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
     * @param coordinator the coordinator's address
     * @param id the task
     * @return the response
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer task(URI coordinator, long id) throws IOException, InterruptedException {
        return get(coordinator.resolve(TASKS + "/" + id));
    }

    /**
     * Reads a task when it is final, or its current state after a while.
     *
     * @param coordinator the coordinator's address
     * @param id the task
     * @param longest how long to wait for its end, in whole seconds
     * @return the response
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
     * @param coordinator the coordinator's address
     * @param query selects the tasks, as the query of the address
     * @return the response
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer list(URI coordinator, String query) throws IOException, InterruptedException {
        return get(coordinator.resolve(TASKS + "?" + query));
    }

    /**
     * Cancels a task.
     *
     * @param coordinator the coordinator's address
     * @param id the task
     * @return the response
     * @throws IOException if there is none
     * @throws InterruptedException if the thread was interrupted
     */
    public ApiAnswer cancel(URI coordinator, long id) throws IOException, InterruptedException {
        return send(request(coordinator.resolve(TASKS + "/" + id + ":cancel")).POST(BodyPublishers.noBody()));
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
            return get(process.resolve("/readyz")).is(ApiAnswer.OK);
        } catch (IOException e) {
            // It does not listen yet, or does not listen any more.
            return false;
        }
    }

    /**
     * Reads an address.
     *
     * @param address the address
     * @return the response
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

    /** Closes the client and the calls in progress. */
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
