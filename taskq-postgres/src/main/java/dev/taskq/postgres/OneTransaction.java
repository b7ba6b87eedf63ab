package dev.taskq.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
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
        Connection lent = proxy(
                Connection.class,
                (self, method, arguments) ->
                        OF_THE_LENDER.contains(method.getName()) ? null : call(connection, method, arguments));
        return proxy(DataSource.class, (self, method, arguments) -> {
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
            Object result = method.invoke(target, arguments);
            return result instanceof Statement statement
                    ? proxy(method.getReturnType(), (self, called, given) -> call(statement, called, given))
                    : result;
        } catch (InvocationTargetException e) {
            if (failure == null && e.getCause() instanceof SQLException first) {
                failure = first;
            }
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(OneTransaction.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
