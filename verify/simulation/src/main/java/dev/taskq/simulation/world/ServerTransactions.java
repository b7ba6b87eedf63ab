package dev.taskq.simulation.world;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.memory.data.ApplicationTransaction;
import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Completions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The transactions that handlers have open on the {@link StoreHost}. */
final class ServerTransactions {
    /** After this time the server notices that a client is gone. A process may be replaced and its task missed before. */
    private static final Duration CLIENT_GONE = Duration.ofSeconds(3);

    /** The same if the client has asked for a commit, which may arrive late. */
    private static final Duration COMMIT_GONE = Duration.ofSeconds(9);

    private final StoreHost host;
    private final MemoryDatabase database;
    private final WorldListener listener;
    /** In the order of their begin, so that a seed repeats its run. */
    private final Map<ApplicationTransaction, HandlerTransaction> open = new LinkedHashMap<>();

    ServerTransactions(StoreHost host, MemoryDatabase database, WorldListener listener) {
        this.host = host;
        this.database = database;
        this.listener = listener;
    }

    HandlerTransaction begin(Member member) {
        HandlerTransaction begun = new HandlerTransaction(this, member, database.begin());
        open.put(begun.transaction(), begun);
        return begun;
    }

    CompletionResult complete(Connection connection, Completions completions, Completion completion)
            throws SQLException {
        HandlerTransaction transaction = open.get(connection.unwrap(ApplicationTransaction.class));
        if (transaction == null) {
            throw new SQLException("the transaction has ended");
        }
        Member member = transaction.member();
        List<Long> tasks = List.of(completion.id());
        try {
            return host.call(member, Operation.COMPLETE_IN, tasks, () -> {
                CompletionResult result = sound(() -> completions.completeIn(connection, completion));
                if (result instanceof CompletionResult.Recorded) {
                    transaction.completed(completion, host.clock().instant());
                } else {
                    listener.ended(member, List.of(completion), List.of(result));
                }
                return result;
            });
        } catch (StoreUnavailableException e) {
            end(transaction);
            throw new SQLException("the statement failed", e);
        }
    }

    void commit(HandlerTransaction transaction) throws SQLException {
        try {
            host.call(transaction.member(), Operation.COMMIT, transaction.tasks(), () -> {
                sound(() -> {
                    transaction.transaction().commit();
                    return transaction;
                });
                open.remove(transaction.transaction());
                // The rows have the time of the statement.
                host.clock().showing(transaction.completedAt(), () -> tell(transaction));
                return transaction;
            });
        } catch (StoreUnavailableException e) {
            end(transaction);
            throw new SQLException("the commit failed", e);
        } catch (OutcomeUnknownException e) {
            endLater(transaction, COMMIT_GONE);
            throw new SQLException("the outcome of the commit is unknown", e);
        }
    }

    private void tell(HandlerTransaction transaction) {
        host.holds(transaction.tasks(), Duration.ZERO);
        List<Completion> completions = transaction.completions();
        listener.ended(
                transaction.member(),
                completions,
                completions.stream()
                        .<CompletionResult>map(completion -> new CompletionResult.Recorded(
                                completion.verdict().status(), Optional.empty()))
                        .toList());
        transaction.effects().forEach(listener::effected);
    }

    private interface Step<R> {
        R take() throws SQLException;
    }

    private static <R> R sound(Step<R> step) {
        try {
            return step.take();
        } catch (SQLException e) {
            throw new StoreUnavailableException(e);
        }
    }

    /** Has no effect on a transaction whose commit has an unknown outcome: its connection is gone. */
    void rollback(HandlerTransaction transaction) {
        if (!transaction.isLeft()) {
            end(transaction);
        }
    }

    private void end(HandlerTransaction transaction) {
        if (open.remove(transaction.transaction()) != null) {
            transaction.transaction().rollback();
            host.holds(transaction.tasks(), Duration.ZERO);
            listener.transactionEnded(false);
        }
    }

    private void endLater(HandlerTransaction transaction, Duration after) {
        transaction.leave();
        host.holds(transaction.tasks(), after);
        host.later("end of a transaction", after, () -> end(transaction));
    }

    /** A process has died. */
    void abandon(Member member) {
        open.values().stream()
                .filter(transaction -> transaction.member() == member && !transaction.isLeft())
                .toList()
                .forEach(transaction -> endLater(transaction, CLIENT_GONE));
    }

    /** All transactions have been aborted. */
    void dropAll() {
        open.clear();
    }
}
