package dev.taskq;

import java.util.Optional;

/**
 * Selects entries of the audit log: those that meet every condition that is given. Only the caller limits the rows that a store reads.
 * Immutable; {@code with…} methods return changed copies.
 *
 * @param caller only changes of this caller
 * @param action only changes of this kind
 * @param subject only changes of this subject, such as {@code task 17}
 */
public record AuditFilter(Optional<String> caller, Optional<AuditAction> action, Optional<String> subject) {
    /** Selects all entries. */
    public static final AuditFilter ALL = new AuditFilter(Optional.empty(), Optional.empty(), Optional.empty());

    /** Checks the texts. */
    public AuditFilter {
        caller.ifPresent(text -> TaskFilter.checkText("/caller", text));
        subject.ifPresent(text -> TaskFilter.checkText("/subject", text));
    }

    /**
     * This filter for changes of a caller.
     *
     * @param name the caller's name, at most {@link TaskFilter#LONGEST_TEXT} characters
     * @return the new value
     */
    public AuditFilter withCaller(String name) {
        return new AuditFilter(Optional.of(name), action, subject);
    }

    /**
     * This filter for changes of a kind.
     *
     * @param wanted the kind
     * @return the new value
     */
    public AuditFilter withAction(AuditAction wanted) {
        return new AuditFilter(caller, Optional.of(wanted), subject);
    }

    /**
     * This filter for changes of a subject.
     *
     * @param name the subject, at most {@link TaskFilter#LONGEST_TEXT} characters
     * @return the new value
     */
    public AuditFilter withSubject(String name) {
        return new AuditFilter(caller, action, Optional.of(name));
    }

    /**
     * Whether a change of its caller meets the other conditions too.
     *
     * @param change the change
     * @return true if it does
     */
    public boolean fits(NewAuditEntry change) {
        return action.map(change.action()::equals).orElse(true)
                && subject.map(change.subject()::equals).orElse(true);
    }
}
