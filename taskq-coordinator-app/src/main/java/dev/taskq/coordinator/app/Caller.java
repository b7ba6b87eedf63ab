package dev.taskq.coordinator.app;

import java.util.Set;

/**
 * Who calls. Immutable.
 *
 * @param name the name that is stored on what is submitted
 * @param scopes what the token allows
 */
public record Caller(String name, Set<Scope> scopes) {
    /** Copies the set. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /**
     * Whether the caller may do something.
     *
     * @param scope the scope that it takes
     * @return whether the token has that scope, or {@link Scope#ADMIN}
     */
    public boolean may(Scope scope) {
        return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }
}
