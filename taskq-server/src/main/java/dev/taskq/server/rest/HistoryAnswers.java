package dev.taskq.server.rest;

import static dev.taskq.server.rest.JsonAnswers.text;
import static dev.taskq.server.rest.JsonAnswers.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskq.TaskHistory;
import dev.taskq.TaskHistory.Point;
import dev.taskq.TaskHistory.Times;
import dev.taskq.server.text.Durations;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Writes the JSON of the history. Empty fields are left out. */
final class HistoryAnswers {
    private static final int DIGITS_OF_SECONDS = 6;

    private HistoryAnswers() {}

    static byte[] history(TaskHistory history) {
        return write(json -> {
            text(json, "type", history.query().type());
            json.writeStringField("from", history.query().from().toString());
            json.writeStringField("until", history.query().until().toString());
            json.writeStringField("step", Durations.format(history.query().step()));
            json.writeObjectFieldStart("total");
            counts(json, history.total());
            json.writeEndObject();
            json.writeArrayFieldStart("points");
            for (Point point : history.points()) {
                json.writeStartObject();
                json.writeStringField("at", point.at().toString());
                counts(json, point);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void counts(JsonGenerator json, Point point) throws IOException {
        json.writeNumberField("submitted", point.counts().submitted());
        json.writeNumberField("started", point.counts().started());
        json.writeNumberField("succeeded", point.counts().succeeded());
        json.writeNumberField("finished", point.counts().finished());
        json.writeNumberField("failed_attempts", point.counts().failedAttempts());
        json.writeNumberField("failed_tasks", point.counts().failedTasks());
        times(json, "wait", point.waits());
        times(json, "run", point.runs());
        if (point.slowest().isPresent()) {
            json.writeObjectFieldStart("slowest");
            json.writeNumberField("task", point.slowest().get().task());
            json.writeNumberField("run_seconds", seconds(point.slowest().get().ran()));
            json.writeEndObject();
        }
        if (!point.versions().isEmpty()) {
            json.writeArrayFieldStart("versions");
            for (String version : point.versions()) {
                json.writeString(version);
            }
            json.writeEndArray();
        }
    }

    private static void times(JsonGenerator json, String name, Optional<Times> times) throws IOException {
        if (times.isPresent()) {
            json.writeObjectFieldStart(name);
            json.writeNumberField("p50_seconds", seconds(times.get().p50()));
            json.writeNumberField("p95_seconds", seconds(times.get().p95()));
            json.writeEndObject();
        }
    }

    private static BigDecimal seconds(Duration time) {
        return BigDecimal.valueOf(time.toNanos() / 1_000, DIGITS_OF_SECONDS);
    }
}
