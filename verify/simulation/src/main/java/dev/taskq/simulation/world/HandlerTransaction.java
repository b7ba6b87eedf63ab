package dev.taskq.simulation.world;

import dev.taskq.memory.data.ApplicationTransaction;
import dev.taskq.spi.Completion;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A transaction of a handler on the {@link StoreHost}. Used by actors only. */
public final class HandlerTransaction {
    private final ServerTransactions server;
    private final Member member;
    private final ApplicationTransaction transaction;
    private final List<Completion> completions = new ArrayList<>();
    private final List<Long> effects = new ArrayList<>();
    private Instant completedAt = Instant.EPOCH;
    private boolean left;

    HandlerTransaction(ServerTransactions server, Member member, ApplicationTransaction transaction) {
        this.server = server;
        this.member = member;
        this.transaction = transaction;
    }

    /**
     * The connection that is in the transaction.
     *
     * @return the connection
     */
    public Connection connection() {
        return transaction.connection();
    }

    /**
     * Writes an effect of a task into the handler's own table.
     *
     * @param task the task
     */
    public void leaveEffect(long task) {
        effects.add(task);
    }

    /**
     * Commits.
     *
     * @throws SQLException if it has not committed, or perhaps has
     */
    public void commit() throws SQLException {
        server.commit(this);
    }

    /** Rolls back, unless it has ended. After a commit whose outcome is unknown, the server decides. */
    public void rollback() {
        server.rollback(this);
    }

    /** Its client has left it to the server. */
    void leave() {
        left = true;
    }

    boolean isLeft() {
        return left;
    }

    Member member() {
        return member;
    }

    ApplicationTransaction transaction() {
        return transaction;
    }

    void completed(Completion completion, Instant at) {
        completions.add(completion);
        completedAt = at;
    }

    /** When it wrote its last completion, by the server's clock. */
    Instant completedAt() {
        return completedAt;
    }

    List<Completion> completions() {
        return List.copyOf(completions);
    }

    List<Long> effects() {
        return List.copyOf(effects);
    }

    List<Long> tasks() {
        return completions.stream().map(Completion::id).toList();
    }
}
