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
     * @throws ProblemException if there is no token, or it is not known
     */
    public Caller identify(Optional<String> authorization) {
        String given = authorization.orElseThrow(() -> new ProblemException(
                Problem.of(ProblemKind.NO_TOKEN, "a token is needed: Authorization: Bearer <token>")));
        return token(given)
                .flatMap(tokens::callerOf)
                .orElseThrow(
                        () -> new ProblemException(Problem.of(ProblemKind.UNKNOWN_TOKEN, "the token is not known")));
    }

    /**
     * Counts calls of a caller, all or none.
     *
     * @param calls how many, zero or more
     * @throws ProblemException if the limit of its rate does not allow them
     */
    public void count(Caller caller, int calls) {
        if (calls == 0) {
            return;
        }
        limits.take(caller, calls).ifPresent(quota -> {
            if (quota.retryAfter().isPresent()) {
                throw new ProblemException(Problem.rateLimited(quota));
            }
        });
    }

    /** Where a caller stands with the limit of its rate; empty if it has none. */
    public Optional<Quota> quota(Caller caller) {
        return limits.quota(caller);
    }

    private static Optional<String> token(String authorization) {
        boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = isBearer ? authorization.substring(BEARER.length()).strip() : "";
        return token.isEmpty() || token.length() > LONGEST_TOKEN ? Optional.empty() : Optional.of(token);
    }
}
