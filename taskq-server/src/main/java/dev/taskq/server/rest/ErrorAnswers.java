package dev.taskq.server.rest;

import static dev.taskq.server.rest.JsonAnswers.text;
import static dev.taskq.server.rest.JsonAnswers.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskq.ErrorGroup;
import dev.taskq.ErrorReport;
import java.io.IOException;

/** Writes the JSON of the errors of failed tasks. */
final class ErrorAnswers {
    private ErrorAnswers() {}

    static byte[] report(ErrorReport report) {
        return write(json -> {
            json.writeStringField("at", report.at().toString());
            json.writeStringField("since", report.since().toString());
            json.writeNumberField("tasks", report.tasks());
            json.writeBooleanField("complete", report.complete());
            json.writeNumberField("all_errors", report.allGroups());
            json.writeArrayFieldStart("errors");
            for (ErrorGroup group : report.groups()) {
                json.writeStartObject();
                group(json, group);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static void group(JsonGenerator json, ErrorGroup group) throws IOException {
        json.writeStringField("type", group.type());
        json.writeStringField("error", group.error());
        json.writeNumberField("tasks", group.tasks());
        json.writeStringField("first_at", group.firstAt().toString());
        json.writeStringField("last_at", group.lastAt().toString());
        json.writeNumberField("last_task", group.lastTask());
        json.writeArrayFieldStart("versions");
        for (String version : group.versions()) {
            json.writeString(version);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("counts");
        for (long count : group.counts()) {
            json.writeNumber(count);
        }
        json.writeEndArray();
        text(json, "error_contains", group.contains());
    }
}
