package dev.taskq.redis;

import dev.taskq.QueueMisconfiguredException;
import dev.taskq.QueueUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Redis' error answers mean for the connection on which they came. */
final class Answers {
    /**
     * The codes of a server that another one has most likely taken the place of, or that does not know this client any more:
     * a replica; a server that loads its data, or has lost its master; a master without its replicas, or on the smaller side
     * of a split Cluster; one that does not own the key; one that has forgotten who the client is. A new connection may reach
     * another server, and logs in anew. All other errors ({@code OOM}, {@code MISCONF}, {@code BUSY}, {@code NOPERM},
     * {@code WRONGTYPE} and the like) come from the right server: a new connection would get the same answer.
     */
    private static final Set<String> OF_THE_WRONG_SERVER = Set.of(
            "READONLY", "LOADING", "MASTERDOWN", "NOREPLICAS", "UNBLOCKED", "CLUSTERDOWN", "MOVED", "ASK", "NOAUTH");

    private static final Set<String> OF_THE_DATA = Set.of("WRONGTYPE", "ERR");

    private static final Pattern CODE = Pattern.compile("([A-Z]+)(?: .*)?", Pattern.DOTALL);

    /** What Redis 7.0 says within a script, where later ones say NOPERM. */
    private static final Pattern REFUSED_IN_A_SCRIPT =
            Pattern.compile("ERR The user executing the script can't (?:run|access)");

    private static final String REPEATING = " repeating does not help, tasks run without hints meanwhile";

    private Answers() {}

    /** The error, if Redis answered with one. */
    static Optional<RedisCommandExecutionException> error(@Nullable Throwable failure) {
        return failure instanceof RedisCommandExecutionException error ? Optional.of(error) : Optional.empty();
    }

    /** The error that Redis answered while a connection was made, if that was why it was not. */
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

    /** What Redis wrote. */
    static String text(RedisCommandExecutionException error) {
        return error.getMessage() == null ? "" : error.getMessage();
    }

    /** Whether it may be about what a key holds: of another kind, or of no sense. */
    static boolean isOfTheData(@Nullable Throwable failure) {
        return error(failure).map(Answers::code).filter(OF_THE_DATA::contains).isPresent();
    }

    /** Whether a new connection may reach a server that serves. */
    static boolean isOfTheWrongServer(@Nullable Throwable failure) {
        return error(failure)
                .map(Answers::code)
                .filter(OF_THE_WRONG_SERVER::contains)
                .isPresent();
    }
}
