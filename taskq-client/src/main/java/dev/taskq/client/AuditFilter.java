package dev.taskq.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Selects entries of the audit log: those that meet every condition that is given. Immutable; {@code with…} methods return narrower copies.
 * The coordinator checks all values.
 *
 * @param caller only changes of this caller
 * @param action only changes of this kind, such as {@code task.cancel}
 * @param subject only changes of this subject, such as {@code task 17}
 */
public record AuditFilter(Optional<String> caller, Optional<String> action, Optional<String> subject) {
    /** Selects all entries. */
    public static final AuditFilter ALL = new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Only changes of a caller.
     *
     * @param name the caller's name
     * @return the new value
     */
    public AuditFilter withCaller(String name) {
        return new AuditFilter(Optional.of(name), action, subject);
    }

    /**
     * Only changes of a kind.
     *
     * @param wanted the kind
     * @return the new value
     */
    public AuditFilter withAction(String wanted) {
        return new AuditFilter(caller, Optional.of(wanted), subject);
    }

    /**
     * Only changes of a subject.
     *
     * @param name the subject
     * @return the new value
     */
    public AuditFilter withSubject(String name) {
        return new AuditFilter(caller, action, Optional.of(name));
    }

    /** The values by their names in the API. */
    Map<String, List<String>> values() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        caller.ifPresent(it -> values.put("caller", List.of(it)));
        action.ifPresent(it -> values.put("action", List.of(it)));
        subject.ifPresent(it -> values.put("subject", List.of(it)));
        return values;
    }
}
