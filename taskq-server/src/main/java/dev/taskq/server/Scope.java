package dev.taskq.server;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rights of a token. */
public enum Scope {
    /** Submits tasks. */
    SUBMIT,
    /** Reads tasks. */
    READ,
    /** Submits tasks, and does the rest with tasks that its caller submitted; no others exist for it. */
    OWN,
    /** All of these; also cancels, retries and deletes tasks. */
    ADMIN;

    /**
     * The name in the list of tokens.
     *
     * @return the lower-case name
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names, for messages. */
    static String allWireNames() {
        return Arrays.stream(values()).map(Scope::wireName).collect(Collectors.joining(", "));
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
