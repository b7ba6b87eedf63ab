package dev.taskq.postgres;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.OperationStatus;
import dev.taskq.TaskSelection;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Operations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Operations on many tasks. The calls of clients have a bounded share of the pool.
 *
 * The first read of an operation in a process loads hundreds of classes, so it is done before the first transaction that starts one.
 * Inside it the table would stay locked meanwhile, and the transaction might be ended because it is idle.
 */
final class PostgresOperations implements Operations {
    private static final Query RUNNING = Query.load("operations/running");
    private static final Query START = Query.load("operations/start");
    private static final Query CANCEL = Query.load("operations/cancel");
    private static final Query ENDED = Query.load("operations/ended");
    private static final Query PURGE = Query.load("operations/purge");

    private final Database database;
    private final Share calls;

    /** Whether an operation has been read once. */
    private volatile boolean warm;

    PostgresOperations(Database database, int poolSize) {
        this.database = database;
        this.calls = Share.ofPool(poolSize);
    }

    @Override
    public Operation start(NewOperation operation) {
        operation.requireSelection();
        // Written before the transaction, which holds a lock on the table, and is ended if it is idle.
        String filter = StoredOperation.filterOf(operation.selection());
        return calls.call(() -> {
            warmUp();
            return database.transact(List.of(), connection -> start(connection, operation, filter));
        });
    }

    private void warmUp() {
        if (!warm) {
            database.read(StoredOperation::readNone);
            warm = true;
        }
    }

    private static Operation start(Connection connection, NewOperation operation, String filter) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table taskq.operations in share row exclusive mode");
        }
        requireRoom(connection, operation);
        List<Long> ids = operation.selection() instanceof TaskSelection.ByIds(List<Long> given) ? given : List.of();
        long stored = START.on(connection)
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
                .row(row -> row.number("id"));
        return StoredOperation.find(connection, stored).orElseThrow().operation();
    }

    /** The transaction holds the table against others that start an operation. */
    private static void requireRoom(Connection connection, NewOperation operation) throws SQLException {
        Running running = RUNNING.on(connection)
                .set("caller", operation.origin().caller())
                .row(row -> new Running(row.number("all_callers"), row.number("of_caller")));
        Operations.requireRoom(operation, running.allCallers(), running.ofCaller());
    }

    /** How many operations are running. */
    private record Running(long allCallers, long ofCaller) {}

    @Override
    public Optional<Operation> find(long id) {
        return calls.call(() ->
                database.read(connection -> StoredOperation.find(connection, id).map(StoredOperation::operation)));
    }

    @Override
    public OperationPage list(OperationFilter filter, OptionalLong before, int limit, int scan) {
        return calls.call(
                () -> database.read(connection -> OperationLister.list(connection, filter, before, limit, scan)));
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
