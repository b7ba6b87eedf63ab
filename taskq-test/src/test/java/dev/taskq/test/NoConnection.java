package dev.taskq.test;

import java.lang.reflect.Proxy;
import java.sql.Connection;

/** A connection that cannot be used. */
final class NoConnection {
    private NoConnection() {}

    static Connection make() {
        return (Connection) Proxy.newProxyInstance(
                NoConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
