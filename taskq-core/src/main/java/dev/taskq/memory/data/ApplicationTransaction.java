package dev.taskq.memory.data;

import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A transaction that an application has opened on a {@link MemoryDatabase}. It holds the rows that it has written, which
 * others see as they were until its commit. Used by one thread at a time, like a connection.
 */
public final class ApplicationTransaction {
    private static final String CONNECTION_GONE = "08006";

    private final Transactions transactions;
    private final AtomicLong aborts;
    private final long abortsBefore;

    private final Map<Long, TaskRow> written = new HashMap<>();
    private boolean ended;

    ApplicationTransaction(Transactions transactions, AtomicLong aborts) {
        this.transactions = transactions;
        this.aborts = aborts;
        this.abortsBefore = aborts.get();
    }

    /** The transaction of a connection; empty if it is not on this database. */
    static Optional<ApplicationTransaction> of(Connection connection, Transactions on) throws SQLException {
        return connection.isWrapperFor(ApplicationTransaction.class)
                ? Optional.of(connection.unwrap(ApplicationTransaction.class))
                        .filter(transaction -> transaction.transactions.equals(on))
                : Optional.empty();
    }

    /**
     * A connection that is in this transaction. It can be unwrapped, committed, rolled back and closed, which rolls
     * back, and nothing else.
     *
     * @return the connection
     */
    public Connection connection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, new Calls());
    }

    CompletionResult complete(long process, Completion completion) throws SQLException {
        return change(transaction -> {
            TaskRow before = written.get(completion.id());
            if (before != null) {
                return MemoryCompletions.after(before, completion);
            }
            MemoryCompletions.Ended end = MemoryCompletions.end(transaction, process, completion);
            end.row().ifPresent(row -> {
                transaction.holdWritten(row.id());
                written.put(row.id(), row);
            });
            return end.result();
        });
    }

    /**
     * Commits: what it has written takes effect.
     *
     * @throws SQLException if it has ended, or the database was set back since it began
     */
    public void commit() throws SQLException {
        change(transaction -> {
            for (TaskRow row : written.values()) {
                transaction.releaseWritten(row.id());
                MemoryCompletions.write(transaction, row);
            }
            return transaction;
        });
        ended = true;
    }

    /** Rolls back. May be called repeatedly, also after the end. */
    public void rollback() {
        if (!ended && aborts.get() == abortsBefore) {
            transactions.alter(transaction -> written.keySet().forEach(transaction::releaseWritten));
        }
        ended = true;
    }

    private interface Change<R> {
        R apply(Transaction transaction);
    }

    private <R> R change(Change<R> change) throws SQLException {
        Optional<R> result = transactions.change(transaction ->
                ended || aborts.get() != abortsBefore ? Optional.empty() : Optional.of(change.apply(transaction)));
        return result.orElseThrow(() -> new SQLException("the transaction has ended", CONNECTION_GONE));
    }

    /** The calls of the connection. */
    private final class Calls implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws SQLException {
            return switch (method.getName()) {
                case "isWrapperFor" -> isOf(arguments);
                case "unwrap" -> isOf(arguments) ? ApplicationTransaction.this : null;
                case "getAutoCommit" -> false;
                case "commit" -> {
                    commit();
                    yield null;
                }
                case "rollback", "close" -> {
                    rollback();
                    yield null;
                }
                default -> throw new UnsupportedOperationException(method.getName());
            };
        }

        private static boolean isOf(@Nullable Object @Nullable [] arguments) {
            return arguments != null && ApplicationTransaction.class.equals(arguments[0]);
        }
    }
}
