package dev.taskq.memory;

import dev.taskq.memory.data.MemoryDatabase;
import dev.taskq.platform.Platform;
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
import java.time.InstantSource;

/** A store in memory. Tasks are gone when the process ends. Thread-safe. */
public final class InMemoryTaskStore implements StorePort {
    private final StorePort store;

    /** An empty store on the machine's clock. */
    public InMemoryTaskStore() {
        this(Platform.systemClock());
    }

    /**
     * An empty store.
     *
     * @param clock the store's clock; truncated to microseconds
     */
    public InMemoryTaskStore(InstantSource clock) {
        store = new MemoryDatabase(clock).connect();
    }

    @Override
    public Submissions submissions() {
        return store.submissions();
    }

    @Override
    public Dispatch dispatch() {
        return store.dispatch();
    }

    @Override
    public Completions completions() {
        return store.completions();
    }

    @Override
    public Sessions sessions() {
        return store.sessions();
    }

    @Override
    public Types types() {
        return store.types();
    }

    @Override
    public Operations operations() {
        return store.operations();
    }

    @Override
    public Schedules schedules() {
        return store.schedules();
    }

    @Override
    public Inspections inspections() {
        return store.inspections();
    }

    @Override
    public AuditLog auditLog() {
        return store.auditLog();
    }

    @Override
    public History history() {
        return store.history();
    }

    @Override
    public SameProcess sameProcess() {
        return store.sameProcess();
    }

    @Override
    public void proveWritable() {
        store.proveWritable();
    }

    @Override
    public Instant now() {
        return store.now();
    }

    @Override
    public void close() {
        store.close();
    }
}
