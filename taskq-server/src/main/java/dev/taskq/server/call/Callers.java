package dev.taskq.server.call;

import dev.taskq.server.Caller;
import dev.taskq.server.Tokens;
import dev.taskq.server.rate.Quota;
import dev.taskq.server.rate.RateLimits;
import java.util.Optional;

/**
 * Finds the caller of a call by the value of {@code Authorization}, and counts its calls against the limit of its rate.
 * Thread-safe.
 */
public final class Callers {
    private static final String BEARER = "bearer ";
    private static final int LONGEST_TOKEN = 1024;

    private final Tokens tokens;
    private final RateLimits limits;

    Callers(Tokens tokens, RateLimits limits) {
        this.tokens = tokens;
        this.limits = limits;
    }

    /**
     * Finds the caller and counts a call of it.
     *
     * @param authorization the value, such as {@code Bearer s3cret}; empty if the call has none
     * @return the caller
     * @throws ProblemException if there is no token, it is not known, or the caller calls too often
     */
    public Caller of(Optional<String> authorization) {
        Caller caller = identify(authorization);
        count(caller, 1);
        return caller;
    }

    /**
     * Finds the caller.
     *
     * @param authorization the value, such as {@code Bearer s3cret}; empty if the call has none
     * @return the caller
     * @throws ProblemException if there is no token, or it is not known. A value of another form than Bearer has no token
     */
    public Caller identify(Optional<String> authorization) {
        String given = authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .orElseThrow(() -> new ProblemException(
                        Problem.of(ProblemKind.NO_TOKEN, "a token is needed: Authorization: Bearer <token>")));
        return token(given)
                .flatMap(tokens::callerOf)
                .orElseThrow(
                        () -> new ProblemException(Problem.of(ProblemKind.UNKNOWN_TOKEN, "the token is not known")));
    }

    /**
     * Counts calls of a caller, all or none.
     *
     * @param calls how many, at least 1
     * @throws ProblemException if the limit of its rate does not allow them
     */
    public void count(Caller caller, int calls) {
        requireAllowed(limits.take(caller, calls));
    }

    /**
     * Counts the tasks of a batch, each as a call, all or none. The batch was counted as one call when it arrived; a batch that
     * is refused counts as none.
     *
     * @param tasks how many; a batch without tasks stays one call
     * @throws ProblemException if the limit of its rate does not allow them
     */
    void countBatch(Caller caller, int tasks) {
        if (tasks > 0) {
            requireAllowed(limits.takeRest(caller, tasks));
        }
    }

    private static void requireAllowed(Optional<Quota> taken) {
        taken.filter(quota -> quota.retryAfter().isPresent()).ifPresent(quota -> {
            throw new ProblemException(Problem.rateLimited(quota));
        });
    }

    /** Where a caller stands with the limit of its rate; empty if it has none. */
    public Optional<Quota> quota(Caller caller) {
        return limits.quota(caller);
    }

    private static Optional<String> token(String authorization) {
        String token = authorization.substring(BEARER.length()).strip();
        return token.isEmpty() || token.length() > LONGEST_TOKEN ? Optional.empty() : Optional.of(token);
    }
}
