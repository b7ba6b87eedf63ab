package dev.taskq.memory.data;

import dev.taskq.spi.AuditLog;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.History;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Operations;
import dev.taskq.spi.SameProcess;
import dev.taskq.spi.Schedules;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import dev.taskq.spi.Submissions;
import dev.taskq.spi.Types;
import java.time.Instant;

/** One process's access to a {@link MemoryDatabase}. Every method of every chapter is one transaction. */
final class MemoryStore implements StorePort {
    private final Transactions transactions;
    private final long process;
    private final Submissions submissions;
    private final Dispatch dispatch;
    private final Completions completions;
    private final Sessions sessions;
    private final Types types;
    private final Operations operations;
    private final Schedules schedules;
    private final Inspections inspections;
    private final AuditLog auditLog;
    private final History history;
    private final SameProcess sameProcess = new SameProcess();

    MemoryStore(Transactions transactions, long process, AuditLog auditLog, History history) {
        this.transactions = transactions;
        this.process = process;
        this.auditLog = auditLog;
        submissions = new MemorySubmissions(transactions);
        dispatch = new MemoryDispatch(transactions, process);
        completions = new MemoryCompletions(transactions, process);
        sessions = new MemorySessions(transactions, process);
        types = new MemoryTypes(transactions);
        operations = new MemoryOperations(transactions);
        schedules = new MemorySchedules(transactions);
        inspections = new MemoryInspections(transactions, process);
        this.history = history;
    }

    @Override
    public Submissions submissions() {
        return submissions;
    }

    @Override
    public Dispatch dispatch() {
        return dispatch;
    }

    @Override
    public Completions completions() {
        return completions;
    }

    @Override
    public Sessions sessions() {
        return sessions;
    }

    @Override
    public Types types() {
        return types;
    }

    @Override
    public Operations operations() {
        return operations;
    }

    @Override
    public Schedules schedules() {
        return schedules;
    }

    @Override
    public Inspections inspections() {
        return inspections;
    }

    @Override
    public AuditLog auditLog() {
        return auditLog;
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public SameProcess sameProcess() {
        return sameProcess;
    }

    /** Memory always accepts writes. */
    @Override
    public void proveWritable() {}

    @Override
    public Instant now() {
        return transactions.now();
    }

    /** From now on the other processes see this one as disconnected, as after its death. */
    @Override
    public void close() {
        transactions.alter(transaction -> transaction.close(process));
    }
}
