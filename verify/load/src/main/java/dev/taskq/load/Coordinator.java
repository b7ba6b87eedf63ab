package dev.taskq.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.webclient.http1.Http1Client;
import io.helidon.webclient.http1.Http1ClientRequest;
import io.helidon.webclient.http1.Http1ClientResponse;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A client of the coordinator's API. Thread-safe. */
final class Coordinator implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Http1Client http;
    private final byte[] body;
    private final String type;

    Coordinator(Target target, String type, String params, int connections) {
        this.http = Http1Client.builder()
                .baseUri(target.coordinator())
                .addHeader(HeaderNames.AUTHORIZATION, "Bearer " + target.token())
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .connectionCacheSize(connections)
                .build();
        this.body = "{\"type\":\"%s\",\"params\":%s}".formatted(type, params).getBytes(StandardCharsets.UTF_8);
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

    /** Submits a task; does not throw. */
    Answer submit() {
        try (Http1ClientResponse response =
                http.post("/v1/tasks").contentType(MediaTypes.APPLICATION_JSON).submit(body)) {
            String text = response.as(String.class);
            int status = response.status().code();
            return status == CREATED
                    ? new Answer.Accepted(JSON.readTree(text).path("id").asLong())
                    : new Answer.Failed("answered " + status + " " + title(text));
        } catch (JsonProcessingException | RuntimeException e) {
            return new Answer.Failed("no answer: " + e.getClass().getSimpleName());
        }
    }

    private static String title(String problem) {
        try {
            return JSON.readTree(problem).path("title").asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /** Whether there is a task of that id. */
    boolean knows(long id) {
        try (Http1ClientResponse response = http.get("/v1/tasks/" + id).request()) {
            return response.status().code() == OK;
        }
    }

    /** Reads a page of the tasks of this load's type. */
    Page page(Optional<String> cursor) {
        Http1ClientRequest request =
                http.get("/v1/tasks").queryParam("type", type).queryParam("limit", "1000");
        cursor.ifPresent(text -> request.queryParam("cursor", text));
        try (Http1ClientResponse response = request.request()) {
            String text = response.as(String.class);
            if (response.status().code() != OK) {
                throw new LoadFailedException("a list of tasks was answered "
                        + response.status().code() + " " + title(text) + ": the token must be allowed to read");
            }
            JsonNode page = JSON.readTree(text);
            List<Seen> tasks = new ArrayList<>();
            page.path("tasks").forEach(task -> tasks.add(Seen.of(task)));
            return new Page(
                    tasks,
                    Optional.ofNullable(page.get("next_cursor"))
                            .filter(JsonNode::isTextual)
                            .map(JsonNode::asText));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        http.closeResource();
    }
}
