package dev.taskq.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.taskq.Fire;
import dev.taskq.Operation;
import dev.taskq.Origin;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.server.call.OperationList;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ShownTask;
import dev.taskq.server.call.TaskList;
import dev.taskq.server.call.TypeState;
import dev.taskq.server.text.Durations;
import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes the JSON of responses. Empty fields are left out. */
final class JsonAnswers {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** The prefix of the URIs of problem types. */
    private static final String PROBLEM_TYPES = "https://taskq.dev/problems/";

    private JsonAnswers() {}

    /** Writes the fields of an object. */
    interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static byte[] submitted(Submitted task) {
        String warning = task.warning()
                .map(text -> ", \"warning\": \""
                        + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"")
                .orElse("");
        return ("{\"id\": " + task.id() + ", \"status\": \"" + task.status().wireName() + "\"" + warning + "}")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] submitted(List<Submitted> tasks) {
        return write(json -> {
            json.writeArrayFieldStart("tasks");
            for (Submitted task : tasks) {
                json.writeStartObject();
                json.writeNumberField("id", task.id());
                json.writeStringField("status", task.status().wireName());
                if (task.replayed()) {
                    json.writeBooleanField("replayed", true);
                }
                text(json, "warning", task.warning());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    static byte[] task(ShownTask task) {
        return write(json -> {
            whole(json, task.task());
            text(json, "warning", task.warning());
        });
    }

    static byte[] type(TypeState state) {
        return write(json -> {
            json.writeStringField("type", state.type());
            json.writeBooleanField("paused", state.paused());
            text(json, "warning", state.warning());
        });
    }

    static byte[] operation(Operation operation) {
        return write(json -> operation(json, operation));
    }

    private static void operation(JsonGenerator json, Operation operation) throws IOException {
        json.writeNumberField("id", operation.id());
        json.writeStringField("action", operation.request().action().wireName());
        json.writeStringField("status", operation.status().wireName());
        json.writeBooleanField("dry_run", operation.request().dryRun());
        json.writeNumberField("matched", operation.counts().matched());
        if (operation.countedInPart()) {
            json.writeBooleanField("at_least", true);
        }
        json.writeNumberField("done", operation.counts().done());
        json.writeNumberField("failed", operation.counts().failed());
        if (operation.request().limit().isPresent()) {
            json.writeNumberField("limit", operation.request().limit().getAsLong());
        }
        json.writeBooleanField("cancel_requested", operation.cancelRequested());
        text(json, "error", operation.error());
        time(json, "created_at", Optional.of(operation.times().createdAt()));
        time(json, "started_at", operation.times().startedAt());
        time(json, "finished_at", operation.times().finishedAt());
        origin(json, operation.request().origin());
    }

    static byte[] page(OperationList page) {
        return write(json -> {
            json.writeArrayFieldStart("operations");
            for (Operation operation : page.operations()) {
                json.writeStartObject();
                operation(json, operation);
                json.writeEndObject();
            }
            json.writeEndArray();
            text(json, "next_cursor", page.nextCursor());
        });
    }

    static byte[] page(TaskList page) {
        return write(json -> {
            json.writeArrayFieldStart("tasks");
            for (Task task : page.tasks()) {
                json.writeStartObject();
                headOf(json, task);
                restOf(json, task);
                json.writeEndObject();
            }
            json.writeEndArray();
            text(json, "next_cursor", page.nextCursor());
            time(json, "looked_back_to", page.lookedBackTo());
        });
    }

    static byte[] problem(Status status, String detail) {
        return write(json -> problem(json, "", status.reasonPhrase(), status, detail));
    }

    static byte[] problem(Problem problem, String title, Status status) {
        return write(json -> {
            problem(json, problem.kind().type(), title, status, problem.detail());
            if (!problem.errors().isEmpty()) {
                json.writeArrayFieldStart("errors");
                for (Violation error : problem.errors()) {
                    json.writeStartObject();
                    json.writeStringField("pointer", error.pointer());
                    json.writeStringField("detail", error.detail());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
        });
    }

    private static void problem(JsonGenerator json, String type, String title, Status status, String detail)
            throws IOException {
        json.writeStringField("type", type.isEmpty() ? "about:blank" : PROBLEM_TYPES + type);
        json.writeStringField("title", title);
        json.writeNumberField("status", status.code());
        json.writeStringField("detail", detail);
    }

    private static void whole(JsonGenerator json, Task task) throws IOException {
        headOf(json, task);
        raw(json, "params", task.params());
        if (task.result().isPresent()) {
            raw(json, "result", task.result().get());
        }
        restOf(json, task);
        progress(json, task.progress());
        if (!task.attempts().isEmpty()) {
            json.writeArrayFieldStart("attempts");
            for (Task.Attempt attempt : task.attempts()) {
                json.writeStartObject();
                json.writeNumberField("attempt", attempt.attempt());
                json.writeStringField("agent", attempt.agent());
                json.writeStringField("started_at", attempt.startedAt().toString());
                json.writeStringField("ended_at", attempt.endedAt().toString());
                json.writeStringField("outcome", attempt.outcome().wireName());
                text(json, "error", attempt.error());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void headOf(JsonGenerator json, Task task) throws IOException {
        json.writeNumberField("id", task.id());
        json.writeStringField("type", task.type());
        json.writeStringField("status", task.status().wireName());
    }

    private static void restOf(JsonGenerator json, Task task) throws IOException {
        text(json, "error", task.error());
        json.writeNumberField("attempt", task.counts().attempt());
        json.writeNumberField("failures", task.counts().failures());
        json.writeNumberField("losses", task.counts().losses());
        json.writeNumberField("max_attempts", task.maxAttempts());
        json.writeStringField("timeout", Durations.format(task.timeout()));
        json.writeBooleanField("cancel_requested", task.cancelRequested());
        time(json, "run_at", task.times().runAt());
        time(json, "created_at", Optional.of(task.times().createdAt()));
        time(json, "updated_at", Optional.of(task.times().updatedAt()));
        time(json, "queued_at", task.times().queuedAt());
        time(json, "started_at", task.times().startedAt());
        time(json, "finished_at", task.times().finishedAt());
        text(json, "agent", task.agent());
        origin(json, task.origin());
    }

    static void progress(JsonGenerator json, Optional<Task.Progress> progress) throws IOException {
        if (progress.isPresent()) {
            json.writeObjectFieldStart("progress");
            json.writeNumberField("fraction", progress.get().fraction());
            text(json, "note", progress.get().note());
            json.writeStringField("at", progress.get().at().toString());
            json.writeEndObject();
        }
    }

    private static void origin(JsonGenerator json, Origin origin) throws IOException {
        text(json, "schedule", origin.fire().map(Fire::schedule));
        time(json, "fire_time", origin.fire().flatMap(Fire::time));
        text(json, "caller", Optional.of(origin.caller()).filter(caller -> !caller.isEmpty()));
        text(json, "correlation_id", Optional.of(origin.correlationId()).filter(id -> !id.isEmpty()));
    }

    private static void raw(JsonGenerator json, String name, String value) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(value);
    }

    static void text(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    static void time(JsonGenerator json, String name, Optional<Instant> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get().toString());
        }
    }

    static byte[] write(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            body.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return out.toByteArray();
    }
}
