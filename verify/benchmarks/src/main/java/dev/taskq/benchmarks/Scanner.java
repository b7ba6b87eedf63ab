package dev.taskq.benchmarks;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Reads all tasks repeatedly, in transactions that keep their snapshot. */
final class Scanner implements AutoCloseable {
    private final Connection connection;
    private final Thread thread = Thread.ofPlatform().name("scanner").unstarted(this::scan);
    private volatile boolean closed;

    Scanner(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        thread.start();
    }

    private void scan() {
        try (Statement statement = connection.createStatement()) {
            while (!closed) {
                try (ResultSet all = statement.executeQuery("select sum(length(payload::text)) from taskq.tasks")) {
                    all.next();
                }
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a scan failed", e);
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        closed = true;
        thread.join();
        connection.close();
    }
}
