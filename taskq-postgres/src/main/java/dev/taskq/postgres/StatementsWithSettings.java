package dev.taskq.postgres;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/**
 * A connection of the application in auto-commit mode, on which each prepared statement is sent together with taskq's
 * settings. For one thread.
 *
 * The driver sends both without waiting in between, and Postgres runs both in one transaction, which ends with them. So a
 * call takes one round trip, and the settings end with the statement, even if the process dies or a pooler lends the
 * server's connection to others.
 *
 * Postgres runs no statement after one that fails. So the statement runs only in {@code READ COMMITTED}. A write fails on
 * a server that accepts none; a read has run there by the time that this is known, and its result is not returned.
 */
final class StatementsWithSettings {
    /** There is no such setting. The error has its name in it, so it is not taken for one of a trigger. */
    private static final String ANOTHER_LEVEL = "taskq.isolation_level_is_another";

    private static final String SETTINGS = "/* taskq settings */ select " + PrimarySource.READ_ONLY
            + ", case current_setting('transaction_isolation') when '" + DefaultIsolation.READ_COMMITTED
            + "' then '' else current_setting('" + ANOTHER_LEVEL + "') end, " + Settings.OF_WORK.callsForOneRoundTrip()
            + ";";

    private final Connection connection;
    private final DefaultIsolation isolation;

    private StatementsWithSettings(Connection connection, DefaultIsolation isolation) {
        this.connection = connection;
        this.isolation = isolation;
    }

    /**
     * The connection for statements that commit by themselves.
     *
     * @param isolation is told if the connection has another level. Then the statement fails as if it had been rolled back
     *     for another transaction, so that it is repeated
     */
    static Connection on(Connection connection, DefaultIsolation isolation) {
        return new StatementsWithSettings(connection, isolation).proxy();
    }

    private Connection proxy() {
        return Proxies.of(Connection.class, (self, method, arguments) -> switch (method.getName()) {
            case "prepareStatement" -> prepared(arguments);
            // These would run without the settings, or end the mode.
            case "createStatement", "prepareCall", "setAutoCommit", "setReadOnly", "commit", "rollback" ->
                throw new SQLFeatureNotSupportedException(method.getName());
            default -> Proxies.call(connection, method, arguments);
        });
    }

    private PreparedStatement prepared(@Nullable Object @Nullable [] arguments) throws SQLException {
        if (arguments == null || arguments.length != 1) {
            throw new SQLFeatureNotSupportedException("a statement with options");
        }
        PreparedStatement statement = connection.prepareStatement(SETTINGS + arguments[0]);
        return Proxies.of(PreparedStatement.class, (self, method, given) -> switch (method.getName()) {
            case "execute" -> execute(statement);
            case "executeQuery" -> {
                execute(statement);
                yield statement.getResultSet();
            }
            case "executeUpdate" -> {
                execute(statement);
                yield statement.getUpdateCount();
            }
            case "executeLargeUpdate", "addBatch", "executeBatch", "executeLargeBatch" ->
                throw new SQLFeatureNotSupportedException(method.getName());
            default -> {
                if (isBinding(method) && !isSurelyTyped(method, given)) {
                    notPreparedByTheServer(statement);
                }
                yield Proxies.call(statement, method, given);
            }
        });
    }

    private static boolean isBinding(Method method) {
        return method.getDeclaringClass() == PreparedStatement.class
                && method.getName().startsWith("set");
    }

    /** Whether the driver surely knows the type of a parameter; it does for all that taskq binds often. */
    private static boolean isSurelyTyped(Method method, @Nullable Object @Nullable [] given) {
        @Nullable Object value = given == null || given.length < 2 ? null : given[1];
        return switch (method.getName()) {
            case "setLong", "setInt", "setBoolean", "setDouble", "setString", "setArray" -> value != null;
            case "setObject" -> value instanceof OffsetDateTime;
            default -> false;
        };
    }

    /**
     * Before the server prepares a statement, the driver asks it for the types that it does not know. If it has asked, and a
     * row may have any size, it ends the transaction of the settings before each run of the statement.
     */
    private static void notPreparedByTheServer(PreparedStatement statement) throws SQLException {
        statement.unwrap(PGStatement.class).setPrepareThreshold(0);
    }

    private static boolean isAnotherLevel(SQLException e) {
        return Failures.message(e)
                .map(message -> String.valueOf(message.getMessage()).contains(ANOTHER_LEVEL))
                .orElse(false);
    }

    /** Whether the first result after the one of the settings is rows. */
    private boolean execute(PreparedStatement statement) throws SQLException {
        try {
            statement.execute();
        } catch (SQLException e) {
            if (isAnotherLevel(e)) {
                isolation.foundAnother();
                throw new SQLException(
                        "the connection's isolation level is not read committed", Failures.SERIALIZATION_FAILURE, e);
            }
            throw e;
        }
        try (ResultSet row = statement.getResultSet()) {
            row.next();
            PrimarySource.requireWritable(row.getBoolean(1));
        }
        return statement.getMoreResults();
    }
}
