package dev.taskq.coordinator.app;

import java.util.Locale;
import java.util.Optional;

/** What a token allows. */
public enum Scope {
    /** To submit tasks. */
    SUBMIT,
    /** To read tasks. */
    READ,
    /** All of these, and to cancel and retry. */
    ADMIN;

    /**
     * The name in a list of tokens.
     *
     * @return the lower-case name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Scope> ofWireName(String name) {
        for (Scope scope : values()) {
            if (scope.wireName().equals(name)) {
                return Optional.of(scope);
            }
        }
        return Optional.empty();
    }
}
