package dev.taskq.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds callers by their tokens. An implementation must be thread-safe, since it is asked at each call. */
@FunctionalInterface
public interface Tokens {
    /**
     * Finds the caller of a token.
     *
     * @param token the token of the request, of 1 to 1,024 characters
     * @return the caller; empty if the token is not known
     */
    Optional<Caller> callerOf(String token);

    /**
     * A fixed list of tokens.
     *
     * @param lines one caller per line, {@code name scopes sha256:<hex of the token>}, with the scopes {@code submit},
     *     {@code read}, {@code own} and {@code admin} joined by commas; then {@code rate=100/s} ({@code /m}, {@code /h}) and {@code burst=200} if the caller's calls are
     *     limited, with the rate's number as burst by default. Empty lines and lines that begin with {@code #} are
     *     ignored
     * @return the tokens
     * @throws IllegalArgumentException if a line cannot be read, or there is no token; the message has the line's
     *     number and never its content
     */
    static Tokens of(String lines) {
        return TokenList.parse(lines);
    }

    /**
     * Tokens in a file, with lines as in {@link #of}. The file is read again when a token is checked, at most once a
     * second. If the file has become unreadable or invalid, the earlier tokens stay in force, and the log says so.
     *
     * @param path the file
     * @return the tokens
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a line cannot be read, or there is no token; the message has the line's
     *     number and never its content
     */
    static Tokens ofFile(Path path) throws IOException {
        return TokenFile.open(path, System::nanoTime);
    }
}
