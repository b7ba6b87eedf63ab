package dev.taskq.server;

import java.util.Set;

/**
 * The caller of a request. Immutable.
 *
 * @param name the name that is stored on submitted tasks
 * @param scopes the scopes of its token
 */
public record Caller(String name, Set<Scope> scopes) {
    /** Copies the set. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /**
     * Whether the caller may make a call.
     *
     * @param scope the scope that the call needs
     * @return true if the token has that scope or {@link Scope#ADMIN}
     */
    public boolean may(Scope scope) {
        return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }
}
