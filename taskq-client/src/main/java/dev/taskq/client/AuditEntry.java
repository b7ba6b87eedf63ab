package dev.taskq.client;

import java.time.Instant;
import java.util.Optional;

/**
 * A change that a caller made. Immutable.
 *
 * @param id its id; later entries have higher ones
 * @param at when it was written
 * @param caller the name of the caller
 * @param action what it did, such as {@code task.cancel}; a later version may have more
 * @param subject what it did it to, such as {@code task 17}
 * @param detail what else is worth knowing
 * @param correlationId the id of the call in the logs
 * @param json the answer that it was read from, with what this version does not know
 */
public record AuditEntry(
        long id,
        Instant at,
        String caller,
        String action,
        String subject,
        Optional<String> detail,
        String correlationId,
        JsonValue json) {
    static AuditEntry of(Fields json) {
        return new AuditEntry(
                json.integer("id"),
                json.time("at"),
                json.text("caller"),
                json.text("action"),
                json.text("subject"),
                json.textIfAny("detail"),
                json.text("correlation_id"),
                json.whole());
    }
}
