package dev.taskq.server;

import java.util.Optional;
import java.util.Set;

/**
 * The caller of a request. Immutable.
 *
 * @param name the name that is stored on submitted tasks
 * @param scopes the scopes of its token
 * @param rateLimit the limit on the rate of its calls, if it has one; callers with the same name and limit share it
 */
public record Caller(String name, Set<Scope> scopes, Optional<RateLimit> rateLimit) {
    /** Copies the set. */
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /**
     * A caller without a limit on the rate of its calls.
     *
     * @param name the name that is stored on submitted tasks
     * @param scopes the scopes of its token
     */
    public Caller(String name, Set<Scope> scopes) {
        this(name, scopes, Optional.empty());
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

    /**
     * Whether the caller may make a call about tasks that it submitted.
     *
     * @param scope the scope that the call needs if it is about any task
     * @return true if the token has that scope, {@link Scope#OWN} or {@link Scope#ADMIN}
     */
    public boolean mayWithOwn(Scope scope) {
        return may(scope) || scopes.contains(Scope.OWN);
    }
}
