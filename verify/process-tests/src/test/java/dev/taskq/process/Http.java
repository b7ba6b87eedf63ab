package dev.taskq.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskq.rig.process.LocalToken;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A caller of a coordinator. Thread-safe. */
final class Http {
    private static final LocalToken TOKEN = new LocalToken("of-the-tests");
    private static final Duration TIMEOUT = TestTimeouts.LONG;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final int port;

    Http(int port) {
        this.port = port;
    }

    /** The line by which a coordinator knows this caller. */
    static String tokenLine() {
        return TOKEN.line("tests");
    }

    /** The line of a request's head by which the caller is known. */
    static String authorization() {
        return "Authorization: Bearer " + TOKEN.secret() + "\r\n";
    }

    /** What a process on this machine answers to a plain request; 0 if there is nobody to answer. */
    static int status(int port, String path) {
        try {
            return send(request(port, path).build()).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** What a process on this machine answers well to a plain request. */
    static String get(int port, String path) {
        HttpResponse<String> answer = send(request(port, path).build());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Submits a task, and gives its id. */
    long submit(String body) {
        return submit(body, "0123456789abcdef0123456789abcdef");
    }

    long submit(String body, String correlationId) {
        return submit(body, correlationId, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    long submit(String body, String correlationId, String traceparent) {
        HttpResponse<String> answer = send(authorized("/v1/tasks")
                .header("Content-Type", "application/json")
                .header("X-Correlation-Id", correlationId)
                .header("traceparent", traceparent)
                .POST(BodyPublishers.ofString(body))
                .build());
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return json(answer.body()).get("id").asLong();
    }

    /** The task as it is. */
    JsonNode task(long id) {
        return json(send(authorized("/v1/tasks/" + id).build()).body());
    }

    /** The task when it is final, or as it is after a long time. */
    JsonNode ended(long id) {
        return json(send(authorized("/v1/tasks/" + id + "?wait=20s").build()).body());
    }

    /** Cancels a task, and gives the status of the answer. */
    int cancel(long id) {
        return send(authorized("/v1/tasks/" + id + ":cancel")
                        .POST(BodyPublishers.noBody())
                        .build())
                .statusCode();
    }

    private HttpRequest.Builder authorized(String path) {
        return request(port, path).header("Authorization", "Bearer " + TOKEN.secret());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
