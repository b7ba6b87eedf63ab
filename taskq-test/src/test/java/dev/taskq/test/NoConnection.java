package dev.taskq.test;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;

/** Connections that cannot be used. */
final class NoConnection {
    private NoConnection() {}

    static Connection make() {
        return proxy((proxy, method, arguments) -> {
            throw new UnsupportedOperationException(method.getName());
        });
    }

    /** A connection in a transaction. */
    static Connection inTransaction() {
        return proxy((proxy, method, arguments) -> {
            if (method.getName().equals("getAutoCommit")) {
                return false;
            }
            throw new UnsupportedOperationException(method.getName());
        });
    }

    private static Connection proxy(InvocationHandler handler) {
        return (Connection)
                Proxy.newProxyInstance(NoConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, handler);
    }
}
