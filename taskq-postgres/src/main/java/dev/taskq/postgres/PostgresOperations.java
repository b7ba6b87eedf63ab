package dev.taskq.postgres;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationStatus;
import dev.taskq.TaskSelection;
import dev.taskq.TooManyOperationsException;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Operations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Operations on many tasks. The calls of clients have a bounded share of the pool. */
final class PostgresOperations implements Operations {
    private static final Query START = Query.load("operations/start");
    private static final Query CANCEL = Query.load("operations/cancel");
    private static final Query ENDED = Query.load("operations/ended");
    private static final Query PURGE = Query.load("operations/purge");

    private final Database database;
    private final Share calls;

    PostgresOperations(Database database, int poolSize) {
        this.database = database;
        this.calls = Share.ofPool(poolSize);
    }

    @Override
    public Operation start(NewOperation operation) {
        // Written before the transaction, which holds a lock on the table, and is ended if it is idle.
        String filter = StoredOperation.filterOf(operation.selection());
        return calls.call(() -> database.transact(List.of(), connection -> start(connection, operation, filter)));
    }

    private static Operation start(Connection connection, NewOperation operation, String filter) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table taskq.operations in share row exclusive mode");
        }
        List<Long> ids = operation.selection() instanceof TaskSelection.ByIds(List<Long> given) ? given : List.of();
        List<Long> stored = START.on(connection)
                .set("action", operation.action().wireName())
                .set("filter", filter)
                .set("by_ids", operation.selection() instanceof TaskSelection.ByIds)
                .longs("ids", ids)
                .set("task_limit", operation.limit().orElse(0))
                .set("dry_run", operation.dryRun())
                .set("caller", operation.origin().caller())
                .set("correlation_id", operation.origin().correlationId())
                .set("traceparent", operation.origin().traceparent().orElse(""))
                .set("own", operation.own())
                .set("most", MOST_RUNNING)
                .rows(row -> row.number("id"));
        if (stored.isEmpty()) {
            throw new TooManyOperationsException(MOST_RUNNING);
        }
        return StoredOperation.find(connection, stored.getFirst()).orElseThrow().operation();
    }

    @Override
    public Optional<Operation> find(long id) {
        return calls.call(() ->
                database.read(connection -> StoredOperation.find(connection, id).map(StoredOperation::operation)));
    }

    @Override
    public Optional<Operation> cancel(long id) {
        return calls.call(() -> database.transact(List.of(), connection -> {
            CANCEL.on(connection).set("id", id).update();
            return StoredOperation.find(connection, id).map(StoredOperation::operation);
        }));
    }

    @Override
    public List<Long> running() {
        return database.read(StoredOperation::running);
    }

    @Override
    public Advanced advance(Advance step) {
        return database.transact(List.of(), connection -> new OperationStep(connection, step).take());
    }

    @Override
    public void fail(long id, String error) {
        database.write(List.of(), connection -> end(connection, id, OperationStatus.FAILED, error));
    }

    /** Ends a running operation without a step. */
    static int end(Connection connection, long id, OperationStatus status, String error) throws SQLException {
        return ENDED.on(connection)
                .set("id", id)
                .set("status", status.wireName())
                .set("error", error)
                .update();
    }

    @Override
    public int purge(Duration retention) {
        return database.write(
                List.of(),
                connection -> PURGE.on(connection)
                        .set("retention_us", Stamps.micros(retention))
                        .set("most", MOST_KEPT)
                        .update());
    }
}
