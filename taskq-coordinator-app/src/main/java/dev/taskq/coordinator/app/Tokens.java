package dev.taskq.coordinator.app;

import java.util.Optional;

/** Finds callers by their tokens. Thread-safe. */
@FunctionalInterface
public interface Tokens {
    /**
     * Finds the caller of a token.
     *
     * @param token the token of the request
     * @return the caller; empty if the token is not known
     */
    Optional<Caller> callerOf(String token);

    /**
     * A fixed list of tokens.
     *
     * @param lines one caller per line, {@code name scopes sha256:<hex of the token>}, with the scopes joined by
     *     commas; empty lines and lines that begin with {@code #} are ignored
     * @return the tokens
     * @throws IllegalArgumentException if a line cannot be read, or there is no token; the message has the line's
     *     number and never its content
     */
    static Tokens of(String lines) {
        return TokenList.parse(lines);
    }
}
