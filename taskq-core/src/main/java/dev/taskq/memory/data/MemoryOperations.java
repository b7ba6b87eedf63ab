package dev.taskq.memory.data;

import dev.taskq.NewOperation;
import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.OperationStatus;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Operations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Operations on many tasks. */
final class MemoryOperations implements Operations {
    private final Transactions transactions;

    MemoryOperations(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Operation start(NewOperation operation) {
        return transactions.change(transaction -> start(transaction, operation));
    }

    @Override
    public Optional<Operation> find(long id) {
        return transactions.read().operations().get(id).map(OperationRow::operation);
    }

    @Override
    public OperationPage list(OperationFilter filter, OptionalLong before, int limit, int scan) {
        return OperationPages.list(transactions.read().operations(), filter, before, limit, scan);
    }

    @Override
    public Optional<Operation> cancel(long id) {
        return transactions.change(transaction -> cancel(transaction, id));
    }

    @Override
    public List<Long> running() {
        return running(transactions.read()).stream().map(Operation::id).toList();
    }

    @Override
    public Advanced advance(Advance step) {
        return transactions.change(transaction -> transaction
                .operations()
                .get(step.operation())
                .filter(OperationRow::isRunning)
                .map(row -> new OperationWalk(transaction, row, step).advance())
                .orElse(Advanced.NOTHING));
    }

    @Override
    public void fail(long id, String error) {
        transactions.alter(transaction -> transaction
                .operations()
                .get(id)
                .filter(OperationRow::isRunning)
                .ifPresent(row ->
                        transaction.put(row.end(OperationStatus.FAILED, Optional.of(error), transaction.now()))));
    }

    @Override
    public int purge(Duration retention) {
        return transactions.change(transaction -> purge(transaction, retention));
    }

    private static Operation start(Transaction transaction, NewOperation request) {
        request.requireSelection();
        List<Operation> running = running(transaction);
        String caller = request.origin().caller();
        long ofCaller = running.stream()
                .filter(it -> it.request().origin().caller().equals(caller))
                .count();
        Operations.requireRoom(request, running.size(), ofCaller);
        Operation operation = new Operation(
                transaction.nextOperation(),
                request,
                OperationStatus.RUNNING,
                Operation.Counts.NONE,
                false,
                new Operation.Times(transaction.now(), Optional.empty(), Optional.empty()),
                Optional.empty());
        transaction.put(new OperationRow(operation, transaction.lastTask(), Optional.empty(), 0));
        return operation;
    }

    private static Optional<Operation> cancel(Transaction transaction, long id) {
        Optional<OperationRow> found = transaction.operations().get(id);
        Optional<OperationRow> cancelled = found.filter(OperationRow::isRunning).map(OperationRow::requestCancel);
        cancelled.ifPresent(transaction::put);
        return cancelled.or(() -> found).map(OperationRow::operation);
    }

    private static List<Operation> running(Transaction transaction) {
        List<Operation> running = new ArrayList<>();
        for (var entry : transaction.operations().ascending()) {
            if (entry.value().isRunning()) {
                running.add(entry.value().operation());
            }
        }
        return running;
    }

    private static int purge(Transaction transaction, Duration retention) {
        int deleted = 0;
        int beyond = transaction.operations().size() - MOST_KEPT;
        int place = 0;
        for (var entry : transaction.operations().ascending()) {
            Operation operation = entry.value().operation();
            boolean old = operation
                    .times()
                    .finishedAt()
                    .filter(end -> end.plus(retention).isBefore(transaction.now()))
                    .isPresent();
            if (operation.status().isFinal() && (old || place < beyond)) {
                transaction.removeOperation(entry.key());
                deleted++;
            }
            place++;
        }
        return deleted;
    }
}
