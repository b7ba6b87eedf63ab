package dev.taskq.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.taskq.chaos.Answer.Meaning;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The API of the coordinators, as a careful client understands it. Thread-safe. */
final class HttpCalls implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String secret;

    HttpCalls(String secret) {
        this.secret = secret;
    }

    Answer submit(Member coordinator, Call call) throws InterruptedException {
        long sentAt = Time.now();
        HttpRequest.Builder request = request(coordinator.address().resolve(call.path()), TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(call.body()));
        call.key().ifPresent(key -> request.header("Idempotency-Key", key));
        try {
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            return answer(coordinator, sentAt, response, call.isBatch());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Answer(coordinator.name(), sentAt, Time.now(), Meaning.REFUSED, List.of(), Answer.NO_CONNECTION);
        } catch (IOException e) {
            return new Answer(coordinator.name(), sentAt, Time.now(), Meaning.UNKNOWN, List.of(), e.toString());
        }
    }

    private static Answer answer(Member coordinator, long sentAt, HttpResponse<String> response, boolean batch) {
        int status = response.statusCode();
        List<Long> ids = List.of();
        Meaning meaning = Meaning.WRONG;
        try {
            JsonNode body = JSON.readTree(response.body());
            if (status == 201) {
                ids = ids(body, batch);
                meaning = Meaning.ACCEPTED;
            } else if (status == 429) {
                meaning = Meaning.REFUSED;
            } else if (status == 503) {
                boolean surely = body.path("type").asText().endsWith("/not-accepted");
                meaning = surely ? Meaning.REFUSED : Meaning.UNKNOWN;
            }
        } catch (JsonProcessingException e) {
            meaning = status == 503 ? Meaning.UNKNOWN : Meaning.WRONG;
        }
        String words = meaning == Meaning.WRONG ? status + " " + response.body() : Integer.toString(status);
        return new Answer(coordinator.name(), sentAt, Time.now(), meaning, ids, words);
    }

    private static List<Long> ids(JsonNode body, boolean batch) {
        if (!batch) {
            return List.of(body.path("id").asLong());
        }
        List<Long> ids = new ArrayList<>();
        body.path("tasks").forEach(task -> ids.add(task.path("id").asLong()));
        return ids;
    }

    /** Waits a while for a task's end; its status, where there was an answer. */
    Optional<String> status(Member coordinator, long id) throws InterruptedException {
        URI uri = coordinator.address().resolve("/v1/tasks/" + id + "?wait=" + LONGEST_WAIT.toSeconds() + "s");
        try {
            HttpResponse<String> response =
                    http.send(request(uri, LONGEST_WAIT.plus(TIMEOUT)).build(), BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Optional.of(JSON.readTree(response.body()).path("status").asText())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private HttpRequest.Builder request(URI uri, Duration deadline) {
        return HttpRequest.newBuilder(uri).timeout(deadline).header("Authorization", "Bearer " + secret);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
