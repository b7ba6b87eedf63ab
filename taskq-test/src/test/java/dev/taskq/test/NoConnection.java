package dev.taskq.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** A connection that cannot be used. */
final class NoConnection {
    private NoConnection() {}

    /** A connection in a transaction. */
    static Connection inTransaction() {
        return withAutoCommit(false);
    }

    /** A connection each of whose statements takes effect at once. */
    static Connection inAutoCommit() {
        return withAutoCommit(true);
    }

    private static Connection withAutoCommit(boolean autoCommit) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.getName().equals("getAutoCommit")) {
                return autoCommit;
            }
            throw new UnsupportedOperationException(method.getName());
        };
        return (Connection)
                Proxy.newProxyInstance(NoConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }
}
