package dev.taskq.redis;

import dev.taskq.QueueMisconfiguredException;
import dev.taskq.QueueUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what an error answer of Redis means for the connection on which it arrived. */
final class Answers {
    /**
     * The codes of a server that another server has probably replaced, or that does not know this client any more. Such a
     * server is a replica, loads its data, has lost its master, is a master without its replicas or on the smaller side of
     * a split Cluster, does not own the key, or has forgotten the client's login. A new connection may reach another
     * server, and logs in again. All other errors ({@code OOM}, {@code MISCONF}, {@code BUSY}, {@code NOPERM}, {@code
     * WRONGTYPE} and similar ones) come from the right server, and a new connection would get the same answer.
     */
    private static final Set<String> OF_THE_WRONG_SERVER = Set.of(
            "READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS", "UNBLOCKED", "CLUSTERDOWN", "MOVED", "ASK", "NOAUTH");

    private static final Set<String> OF_THE_DATA = Set.of("WRONGTYPE", "ERR");

    private static final Pattern CODE = Pattern.compile("([A-Z]+)(?: .*)?", Pattern.DOTALL);

    /** The answer of Redis 7.0 inside a script; later versions answer NOPERM. */
    private static final Pattern REFUSED_IN_A_SCRIPT =
            Pattern.compile("ERR The user executing the script can't (?:run|access)");

    private static final String REPEATING = " repeating does not help, tasks run without hints meanwhile";

    private Answers() {}

    /** The error, if Redis answered with one. */
    static Optional<RedisCommandExecutionException> error(@Nullable Throwable failure) {
        return failure instanceof RedisCommandExecutionException error ? Optional.of(error) : Optional.empty();
    }

    /** The error answer of Redis that made a connection attempt fail, if there was one. */
    static Optional<RedisCommandExecutionException> errorBeneath(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException error) {
                return Optional.of(error);
            }
        }
        return Optional.empty();
    }

    /** What an operator must put right is told apart from what is over by itself. The cause is the failure in both cases. */
    static QueueUnavailableException unavailable(@Nullable Throwable failure) {
        boolean connecting = error(failure).isEmpty();
        return errorBeneath(failure)
                .flatMap(error -> remedy(error, connecting))
                .<QueueUnavailableException>map(message -> new QueueMisconfiguredException(message, failure))
                .orElseGet(() -> new QueueUnavailableException(failure));
    }

    /** A server that has forgotten the login of a connection is logged in to by the next one. */
    private static Optional<String> remedy(RedisCommandExecutionException error, boolean connecting) {
        return switch (connecting || !code(error).equals("NOAUTH") ? code(error) : "") {
            case "WRONGPASS", "NOAUTH" ->
                Optional.of("Redis refuses the login: " + text(error) + "; correct user and password in the URL;"
                        + REPEATING);
            case "NOPERM" ->
                Optional.of("Redis does not allow this user a command: " + text(error)
                        + "; docs/redis.md lists those that taskq needs;" + REPEATING);
            default -> Optional.empty();
        };
    }

    /** The first word of an error, such as {@code READONLY}; empty if it has none. */
    static String code(RedisCommandExecutionException error) {
        if (REFUSED_IN_A_SCRIPT.matcher(text(error)).lookingAt()) {
            return "NOPERM";
        }
        Matcher matcher = CODE.matcher(text(error));
        return matcher.matches() ? matcher.group(1) : "";
    }

    /** The text of Redis' answer. */
    static String text(RedisCommandExecutionException error) {
        return error.getMessage() == null ? "" : error.getMessage();
    }

    /** Whether the error may be about the content of a key: a wrong kind, or invalid content. */
    static boolean isOfTheData(@Nullable Throwable failure) {
        return error(failure).map(Answers::code).filter(OF_THE_DATA::contains).isPresent();
    }

    /** Whether a new connection may reach a server that can serve. */
    static boolean isOfTheWrongServer(@Nullable Throwable failure) {
        return error(failure)
                .map(Answers::code)
                .filter(OF_THE_WRONG_SERVER::contains)
                .isPresent();
    }
}
