package dev.taskq.postgres;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreBusyException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskqException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a driver's exception means for the caller.
 *
 * <p>An error that the server reports ends the statement's transaction: surely nothing changed. That holds for the
 * statement's time-out too, whose clock stops before the commit begins. Only where the connection breaks while a commit may
 * be under way is the outcome unknown; every statement outside of an explicit transaction is such a commit.
 */
final class Failures {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String COMPLETION_UNKNOWN = "40003";
    private static final String SHUTDOWN = "57P01";
    private static final String CRASH = "57P02";

    private Failures() {}

    /** What failed where a commit may have been under way. */
    static TaskqException ofCommit(SQLException e, List<Long> ids) {
        return isConnectionLost(e) ? new OutcomeUnknownException(ids, e) : ofWork(e);
    }

    /** What failed where no commit can have been under way. */
    static TaskqException ofWork(SQLException e) {
        String state = state(e);
        if (state.equals(LOCK_NOT_AVAILABLE)) {
            return new StoreBusyException(e);
        }
        return isAboutData(state) ? new StoreRefusedException(e) : new StoreUnavailableException(e);
    }

    /** Whether the server chose this transaction to give way, and rolled it back. */
    static boolean isRolledBackForOthers(SQLException e) {
        String state = state(e);
        return state.equals(DEADLOCK) || state.equals(SERIALIZATION_FAILURE);
    }

    /** Whether the connection died, so that nobody said what became of the statement. */
    static boolean isConnectionLost(SQLException e) {
        String state = state(e);
        return state.isEmpty()
                || state.startsWith("08")
                || state.equals(SHUTDOWN)
                || state.equals(CRASH)
                || state.equals(COMPLETION_UNKNOWN)
                || hasIoCause(e);
    }

    /** Data exceptions, integrity violations, and limits of the program: what is too deep or too large. */
    private static boolean isAboutData(String state) {
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    private static String state(SQLException e) {
        String state = e.getSQLState();
        return state == null ? "" : state;
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
