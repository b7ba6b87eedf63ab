package dev.taskq.coordinator.app;

import java.util.Optional;

/** Who calls, by the token that is shown. Thread-safe. */
@FunctionalInterface
public interface Tokens {
    /**
     * Finds the caller of a token.
     *
     * @param token what was shown
     * @return the caller; empty where nobody has that token
     */
    Optional<Caller> callerOf(String token);

    /**
     * Tokens that stay as they are.
     *
     * @param lines one caller a line, {@code name scopes sha256:<hex of the token>}, scopes joined by commas; empty lines
     *     and those beginning with {@code #} are left out
     * @return the tokens
     * @throws IllegalArgumentException if a line cannot be read, or there is none; the message names the line's number, and
     *     never shows it
     */
    static Tokens of(String lines) {
        return TokenList.parse(lines);
    }
}
