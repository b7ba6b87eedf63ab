package dev.taskq.server.rest;

import static dev.taskq.server.rest.JsonAnswers.text;
import static dev.taskq.server.rest.JsonAnswers.write;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.taskq.AuditEntry;
import dev.taskq.server.call.AuditList;
import java.io.IOException;
import java.util.Optional;

/** Writes the JSON of the audit log. Empty fields are left out. */
final class AuditAnswers {
    private AuditAnswers() {}

    static byte[] page(AuditList page) {
        return write(json -> {
            json.writeArrayFieldStart("entries");
            for (AuditEntry entry : page.entries()) {
                json.writeStartObject();
                entry(json, entry);
                json.writeEndObject();
            }
            json.writeEndArray();
            text(json, "next_cursor", page.nextCursor());
        });
    }

    private static void entry(JsonGenerator json, AuditEntry entry) throws IOException {
        json.writeNumberField("id", entry.id());
        json.writeStringField("at", entry.at().toString());
        json.writeStringField("caller", entry.change().caller());
        json.writeStringField("action", entry.change().action().wireName());
        json.writeStringField("subject", entry.change().subject());
        text(json, "detail", Optional.of(entry.change().detail()).filter(detail -> !detail.isEmpty()));
        json.writeStringField("correlation_id", entry.change().correlationId());
    }
}
