package dev.taskq.postgres;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Lends one connection, in its transaction, to a library that would begin and end several. For one thread.
 *
 * <p>Postgres ends a transaction in which a statement failed: nothing can be put right or tried again in it. So all that follows
 * fails too, at once and for the same reason.
 */
final class OneTransaction {
    /** What ends the transaction, or needs that there is none, is left to the lender. */
    private static final Set<String> OF_THE_LENDER =
            Set.of("commit", "rollback", "setAutoCommit", "setReadOnly", "close");

    private final Connection connection;
    private @Nullable SQLException failure;

    OneTransaction(Connection connection) {
        this.connection = connection;
    }

    DataSource source() {
        Connection lent = Proxies.of(
                Connection.class,
                (self, method, arguments) ->
                        OF_THE_LENDER.contains(method.getName()) ? null : call(connection, method, arguments));
        return Proxies.of(DataSource.class, (self, method, arguments) -> {
            if (method.getName().equals("getConnection")) {
                return lent;
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    /** The first one, if there was any. */
    Optional<SQLException> failure() {
        return Optional.ofNullable(failure);
    }

    private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        if (failure != null && !method.getName().equals("close")) {
            throw failure;
        }
        try {
            Object result = Proxies.call(target, method, arguments);
            return result instanceof Statement statement
                    ? Proxies.of(method.getReturnType(), (self, called, given) -> call(statement, called, given))
                    : result;
        } catch (SQLException e) {
            if (failure == null) {
                failure = e;
            }
            throw e;
        }
    }
}
