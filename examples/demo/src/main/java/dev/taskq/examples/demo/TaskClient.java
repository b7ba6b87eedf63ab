package dev.taskq.examples.demo;

import dev.taskq.rig.stack.ComplaintException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A client of the coordinator's API, as any program might have. Thread-safe. */
final class TaskClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CREATED = 201;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI address;
    private final String token;

    TaskClient(URI address, String token) {
        this.address = address;
        this.token = token;
    }

    /** Submits a task, and requires that it is accepted. */
    void submit(String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request("/v1/tasks")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != CREATED) {
            throw new ComplaintException("a submit was answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }
}
