package dev.taskq.postgres;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a driver's exception means for the caller, decided state by state.
 *
 * <p>An error that the server reports ends the statement's transaction: surely nothing changed. That holds for the
 * statement's time-out too, whose clock stops before the commit begins. The outcome is unknown where the connection ends
 * while a commit may be under way, whatever the server said before (FATAL and PANIC end it): every statement outside of an
 * explicit transaction is such a commit.
 *
 * <p>The caller's data is at fault only in those states that a value of a call can cause. All else is the server's trouble.
 */
final class Failures {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String COMPLETION_UNKNOWN = "40003";
    private static final String READ_ONLY = "25006";
    /** The driver's and the server's states of a connection that is gone. */
    private static final Set<String> LOST = Set.of("57P01", "57P02", COMPLETION_UNKNOWN);
    /** The server ended an idle connection: it did not look at what was sent afterwards. */
    private static final Set<String> ENDED_IDLE = Set.of("25P03", "57P05");

    private static final String STARTING_UP = "57P03";
    private static final Set<String> FATAL = Set.of("FATAL", "PANIC");
    private static final String BAD_TEXT = "22P02";
    /** Numbers and times out of range, characters that are none, and what is too deep or too large. */
    private static final Set<String> OF_A_VALUE = Set.of("22003", "22008", "22021", "22P05", "54000", "54001");

    private Failures() {}

    /** What failed where a commit may have been under way. */
    static TaskqException ofCommit(SQLException e, List<Long> ids) {
        return isConnectionLost(e) && !ENDED_IDLE.contains(state(e)) ? new OutcomeUnknownException(ids, e) : ofWork(e);
    }

    /** What failed where no commit can have been under way. */
    static TaskqException ofWork(SQLException e) {
        if (state(e).equals(LOCK_NOT_AVAILABLE)) {
            return new StoreBusyException(e);
        }
        return isAboutAValue(e) ? new StoreRefusedException(e) : unavailable(e);
    }

    /** Why there is no connection. A pool's exception may have the state of its cause, which says more: the innermost counts. */
    static StoreUnavailableException ofConnecting(Throwable failure) {
        StoreUnavailableException found = new StoreUnavailableException(failure);
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e && Misconfiguration.of(e).isPresent()) {
                found = unavailable(e);
            }
        }
        return found;
    }

    private static StoreUnavailableException unavailable(SQLException e) {
        return Misconfiguration.of(e)
                .<StoreUnavailableException>map(misconfiguration -> misconfiguration.exception(e))
                .orElseGet(() -> new StoreUnavailableException(e));
    }

    /** Whether the server chose this transaction to give way, and rolled it back. */
    static boolean isRolledBackForOthers(SQLException e) {
        String state = state(e);
        return state.equals(DEADLOCK) || state.equals(SERIALIZATION_FAILURE);
    }

    /** Whether the server takes no writes: a standby, or an old primary after a failover. Surely nothing changed. */
    static boolean isReadOnly(SQLException e) {
        return state(e).equals(READ_ONLY);
    }

    /** Whether the connection died, so that nobody said what became of the statement. */
    static boolean isConnectionLost(SQLException e) {
        // What the server said at last comes first, that it then hung up comes next.
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
     * Whether somebody must look at the server: it answered, and what it said is neither about a value nor about others who
     * hold what is needed, nor that it ends or begins.
     */
    static boolean isTrouble(SQLException e) {
        return (message(e).isPresent() || isReadOnly(e))
                && !state(e).equals(LOCK_NOT_AVAILABLE)
                && !isAboutAValue(e)
                && !isRolledBackForOthers(e)
                && !state(e).equals(STARTING_UP)
                && !LOST.contains(state(e));
    }

    /** What the server said. */
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

    /** Text that is no JSON is the caller's; any other text that Postgres cannot read is made here, or by its settings. */
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
