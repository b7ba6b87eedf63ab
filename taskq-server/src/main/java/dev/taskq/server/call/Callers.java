package dev.taskq.server.call;

import dev.taskq.server.Caller;
import dev.taskq.server.Tokens;
import java.util.Optional;

/** Finds the caller of a call by the value of {@code Authorization}. Thread-safe. */
public final class Callers {
    private static final String BEARER = "bearer ";
    private static final int LONGEST_TOKEN = 1024;

    private final Tokens tokens;

    Callers(Tokens tokens) {
        this.tokens = tokens;
    }

    /**
     * Finds the caller.
     *
     * @param authorization the value, such as {@code Bearer s3cret}; empty if the call has none
     * @return the caller
     * @throws ProblemException if there is no token, or it is not known
     */
    public Caller of(Optional<String> authorization) {
        String given = authorization.orElseThrow(() -> new ProblemException(
                Problem.of(ProblemKind.NO_TOKEN, "a token is needed: Authorization: Bearer <token>")));
        return token(given)
                .flatMap(tokens::callerOf)
                .orElseThrow(
                        () -> new ProblemException(Problem.of(ProblemKind.UNKNOWN_TOKEN, "the token is not known")));
    }

    private static Optional<String> token(String authorization) {
        boolean isBearer = authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = isBearer ? authorization.substring(BEARER.length()).strip() : "";
        return token.isEmpty() || token.length() > LONGEST_TOKEN ? Optional.empty() : Optional.of(token);
    }
}
