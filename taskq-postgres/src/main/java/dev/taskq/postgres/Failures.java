package dev.taskq.postgres;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Classifies the driver's exceptions by their SQL state.
 *
 * An error that the server reports ends the statement's transaction, and nothing was changed. That includes the
 * statement time-out, since its clock stops before the commit begins. The outcome is unknown if the connection ends
 * while a commit may be in progress, whatever the server reported before (FATAL and PANIC end the connection). Every
 * statement outside an explicit transaction is such a commit.
 *
 * The caller's data is at fault only in those states that a value of a call can cause. All other states are problems of
 * the server.
 */
final class Failures {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    /** After it a call is repeated. */
    static final String SERIALIZATION_FAILURE = "40001";

    private static final String DEADLOCK = "40P01";
    private static final String COMPLETION_UNKNOWN = "40003";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String READ_ONLY = "25006";
    /** As a rule by the statement time-out, otherwise by an operator. */
    private static final String QUERY_CANCELED = "57014";

    /** States of the driver and the server for a lost connection. */
    private static final Set<String> LOST = Set.of("57P01", "57P02", COMPLETION_UNKNOWN);
    /** The server ended an idle connection, and did not read what was sent afterwards. */
    private static final Set<String> ENDED_IDLE = Set.of("25P03", "57P05");

    private static final String STARTING_UP = "57P03";
    private static final Set<String> FATAL = Set.of("FATAL", "PANIC");
    private static final String BAD_TEXT = "22P02";
    /** Numbers and times out of range, invalid characters, and values that are too deep or too large. */
    private static final Set<String> OF_A_VALUE = Set.of("22003", "22008", "22021", "22P05", "54000", "54001");

    private Failures() {}

    /** Classifies a failure during which a commit may have been in progress. */
    static TaskqException ofCommit(SQLException e, List<Long> ids) {
        return isConnectionLost(e) && !ENDED_IDLE.contains(state(e)) ? new OutcomeUnknownException(ids, e) : ofWork(e);
    }

    /** Classifies a failure during which no commit can have been in progress. */
    static TaskqException ofWork(SQLException e) {
        if (state(e).equals(LOCK_NOT_AVAILABLE)) {
            return new StoreBusyException(e);
        }
        return isAboutAValue(e) ? new StoreRefusedException(e) : unavailable(e);
    }

    /**
     * The reason why there is no connection. A pool's exception may carry the state of its cause; the innermost cause
     * is the most precise.
     */
    static StoreUnavailableException ofConnecting(Throwable failure) {
        StoreUnavailableException found = unreached(failure);
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && Misconfiguration.of(e).isPresent()) {
                found = unavailable(e);
            }
        }
        return found;
    }

    /** The message of the driver's exception has the address, and the one of its cause may have what failed there. */
    private static StoreUnavailableException unreached(Throwable failure) {
        List<String> reasons = new ArrayList<>();
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                reasons.clear();
            }
            String message = cause.getMessage();
            if (message != null) {
                reasons.add(message.lines().findFirst().orElse(""));
            }
        }
        return StoreUnavailableException.unreached(String.join(": ", reasons), failure);
    }

    private static StoreUnavailableException unavailable(SQLException e) {
        return Misconfiguration.of(e)
                .<StoreUnavailableException>map(misconfiguration -> misconfiguration.exception(e))
                .orElseGet(() -> state(e).equals(QUERY_CANCELED)
                        ? StoreUnavailableException.timedOut(e)
                        : new StoreUnavailableException(e));
    }

    /** Whether the server rolled this transaction back in favour of another one. */
    static boolean isRolledBackForOthers(SQLException e) {
        String state = state(e);
        return state.equals(DEADLOCK) || state.equals(SERIALIZATION_FAILURE);
    }

    /** Whether a row would have had the same key as another one. Nothing was changed. */
    static boolean isDouble(SQLException e, String key) {
        return state(e).equals(UNIQUE_VIOLATION)
                && message(e)
                        .map(ServerErrorMessage::getConstraint)
                        .filter(key::equals)
                        .isPresent();
    }

    /**
     * Whether the server accepts no writes: it is a standby, or an old primary after a failover. Nothing was changed.
     */
    static boolean isReadOnly(SQLException e) {
        return state(e).equals(READ_ONLY);
    }

    /** Whether the server reported an error of a statement, and goes on with the connection. */
    static boolean isOfStatement(@Nullable Throwable failure) {
        return failure instanceof SQLException e && message(e).isPresent() && !isConnectionLost(e);
    }

    /** Whether the connection was lost, so that the outcome of the statement was not reported. */
    static boolean isConnectionLost(SQLException e) {
        // The server's last message comes first, the loss of the connection is its next exception.
        for (@Nullable SQLException said = e; said != null; said = said.getNextException()) {
            String state = state(said);
            if (state.isEmpty()
                    || state.startsWith("08")
                    || LOST.contains(state)
                    || message(said).filter(Failures::isFatal).isPresent()
                    || hasIoCause(said)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether an operator should check the server: it answered, and its error is not about a value, a lock that another
     * transaction holds, a rollback in favour of another transaction, or its own start or stop.
     */
    static boolean isTrouble(SQLException e) {
        return (message(e).isPresent() || isReadOnly(e))
                && !state(e).equals(LOCK_NOT_AVAILABLE)
                && !isAboutAValue(e)
                && !isRolledBackForOthers(e)
                && !state(e).equals(STARTING_UP)
                && !LOST.contains(state(e));
    }

    /** The server's error message. */
    static Optional<ServerErrorMessage> message(SQLException e) {
        return e instanceof PSQLException told ? Optional.ofNullable(told.getServerErrorMessage()) : Optional.empty();
    }

    static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static boolean isFatal(ServerErrorMessage message) {
        return FATAL.contains(String.valueOf(message.getSeverity()));
    }

    private static boolean isAboutAValue(SQLException e) {
        return OF_A_VALUE.contains(state(e)) || (state(e).equals(BAD_TEXT) && isOfJson(e));
    }

    /**
     * Malformed JSON is the caller's fault. All other text that Postgres cannot read comes from taskq or from the
     * server's settings.
     */
    private static boolean isOfJson(SQLException e) {
        return message(e)
                .map(message -> String.valueOf(message.getFile()).startsWith("json"))
                .orElse(false);
    }

    private static boolean hasIoCause(SQLException e) {
        for (@Nullable Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
