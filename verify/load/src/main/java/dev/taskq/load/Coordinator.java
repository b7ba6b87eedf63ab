package dev.taskq.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskq.rig.api.ApiAnswer;
import dev.taskq.rig.api.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The coordinator that the load is put on, as a client of its API. Thread-safe. */
final class Coordinator implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ApiClient client;
    private final URI address;
    private final String task;
    private final String type;

    Coordinator(Target target, String type, String params) {
        this.client = ApiClient.of(target.token(), TIMEOUT);
        this.address = target.coordinator();
        this.task = "{\"type\":\"%s\",\"params\":%s}".formatted(type, params);
        this.type = type;
    }

    /** What became of a submit. */
    sealed interface Answer {
        /** It is stored. */
        record Accepted(long id) implements Answer {}

        /** It was answered otherwise, or not at all. */
        record Failed(String why) implements Answer {}
    }

    /** A page of tasks, newest first. */
    record Page(List<Seen> tasks, Optional<String> next) {}

    /** A task, as it stands. */
    record Seen(long id, String status, Instant created, Optional<Instant> started, Optional<Instant> finished) {
        boolean isFinal() {
            return finished.isPresent();
        }

        static Seen of(JsonNode task) {
            return new Seen(
                    task.path("id").asLong(),
                    task.path("status").asText(),
                    Instant.parse(task.path("created_at").asText()),
                    instant(task.path("started_at")),
                    instant(task.path("finished_at")));
        }

        private static Optional<Instant> instant(JsonNode value) {
            return value.isTextual() ? Optional.of(Instant.parse(value.asText())) : Optional.empty();
        }
    }

    /** Submits a task; a call that fails is an answer too. */
    Answer submit() throws InterruptedException {
        try {
            ApiAnswer answer = client.submit(address, task, Map.of());
            return answer.is(ApiAnswer.CREATED)
                    ? new Answer.Accepted(answer.json().path("id").asLong())
                    : new Answer.Failed("answered " + answer.status() + " " + answer.title());
        } catch (IOException | UncheckedIOException e) {
            return new Answer.Failed("no answer: " + e.getClass().getSimpleName());
        }
    }

    /** Whether there is a task of that id. */
    boolean knows(long id) throws InterruptedException {
        try {
            return client.task(address, id).is(ApiAnswer.OK);
        } catch (IOException e) {
            throw new LoadFailedException("task " + id + " cannot be read: " + e);
        }
    }

    /** Reads a page of the tasks of this load's type. */
    Page page(Optional<String> cursor) throws InterruptedException {
        String query = "type=" + type + "&limit=1000"
                + cursor.map(text -> "&cursor=" + URLEncoder.encode(text, StandardCharsets.UTF_8))
                        .orElse("");
        try {
            ApiAnswer answer = client.list(address, query);
            if (!answer.is(ApiAnswer.OK)) {
                throw new LoadFailedException("a list of tasks was answered " + answer.status() + " " + answer.title()
                        + ": the token must be allowed to read");
            }
            JsonNode page = answer.json();
            List<Seen> tasks = new ArrayList<>();
            page.path("tasks").forEach(found -> tasks.add(Seen.of(found)));
            return new Page(
                    tasks,
                    Optional.ofNullable(page.get("next_cursor"))
                            .filter(JsonNode::isTextual)
                            .map(JsonNode::asText));
        } catch (IOException | UncheckedIOException e) {
            throw new LoadFailedException("the tasks cannot be listed: " + e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
