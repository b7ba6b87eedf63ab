package dev.taskq.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A source of connections that opens them through another source. */
abstract class WrappedSource implements DataSource {
    private static final int SECONDS_OF_A_TRY = 2;

    private final DataSource wrapped;

    WrappedSource(DataSource wrapped) {
        this.wrapped = wrapped;
    }

    final DataSource wrapped() {
        return wrapped;
    }

    @Override
    public final Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("user and password are settings");
    }

    @Override
    public final @Nullable PrintWriter getLogWriter() throws SQLException {
        return wrapped.getLogWriter();
    }

    @Override
    public final void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        wrapped.setLogWriter(out);
    }

    /**
     * Does nothing: a pool would set its own time-out, which is too short if the first of several hosts does not
     * answer.
     */
    @Override
    public final void setLoginTimeout(int seconds) {}

    /** How long closing a pool waits for an attempt in progress. */
    @Override
    public final int getLoginTimeout() {
        return SECONDS_OF_A_TRY;
    }

    @Override
    public final Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return wrapped.getParentLogger();
    }

    @Override
    public final <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : wrapped.unwrap(type);
    }

    @Override
    public final boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || wrapped.isWrapperFor(type);
    }
}
