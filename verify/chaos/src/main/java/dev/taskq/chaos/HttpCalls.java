package dev.taskq.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.chaos.Answer.Meaning;
import dev.taskq.rig.api.ApiAnswer;
import dev.taskq.rig.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the answers of coordinators mean to a careful client. Thread-safe. */
final class HttpCalls implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final ApiClient client;

    HttpCalls(String secret) {
        client = ApiClient.of(secret, TIMEOUT);
    }

    Answer submit(Member coordinator, Call call) throws InterruptedException {
        long sentAt = Time.now();
        URI address = coordinator.address();
        Map<String, String> headers =
                call.key().map(key -> Map.of("Idempotency-Key", key)).orElse(Map.of());
        try {
            ApiAnswer answer = call.isBatch()
                    ? client.submitAll(address, call.body(), headers)
                    : client.submit(address, call.body(), headers);
            return answer(coordinator, sentAt, answer, call.isBatch());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            return new Answer(coordinator.name(), sentAt, Time.now(), Meaning.REFUSED, List.of(), Answer.NO_CONNECTION);
        } catch (IOException e) {
            return new Answer(coordinator.name(), sentAt, Time.now(), Meaning.UNKNOWN, List.of(), e.toString());
        }
    }

    private static Answer answer(Member coordinator, long sentAt, ApiAnswer answer, boolean batch) {
        List<Long> ids = List.of();
        Meaning meaning = Meaning.WRONG;
        try {
            JsonNode body = answer.json();
            if (answer.is(ApiAnswer.CREATED)) {
                ids = ids(body, batch);
                meaning = Meaning.ACCEPTED;
            } else if (answer.is(ApiAnswer.TOO_MANY)) {
                meaning = Meaning.REFUSED;
            } else if (answer.is(ApiAnswer.UNAVAILABLE)) {
                boolean surely = body.path("type").asText().endsWith("/not-accepted");
                meaning = surely ? Meaning.REFUSED : Meaning.UNKNOWN;
            }
        } catch (UncheckedIOException e) {
            meaning = answer.is(ApiAnswer.UNAVAILABLE) ? Meaning.UNKNOWN : Meaning.WRONG;
        }
        String words =
                meaning == Meaning.WRONG ? answer.status() + " " + answer.body() : Integer.toString(answer.status());
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
        try {
            ApiAnswer answer = client.await(coordinator.address(), id, LONGEST_WAIT);
            return answer.is(ApiAnswer.OK)
                    ? Optional.of(answer.json().path("status").asText())
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
