package dev.taskq.simulation.world;

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
import java.util.List;

/**
 * A process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param store the store in memory, opened for this process
 */
record HostedStore(
        StoreHost host,
        Member member,
        StorePort store,
        Submissions submissions,
        Dispatch dispatch,
        Completions completions,
        Sessions sessions,
        Types types,
        Operations operations,
        Schedules schedules,
        Inspections inspections,
        AuditLog auditLog,
        History history)
        implements StorePort {

    HostedStore(StoreHost host, Member member, StorePort store, WorldListener listener) {
        this(
                host,
                member,
                store,
                new HostedSubmissions(host, member, store.submissions(), listener),
                new HostedDispatch(host, member, store.dispatch(), listener),
                new HostedCompletions(host, member, store.completions(), listener),
                new HostedSessions(host, member, store.sessions(), listener),
                new HostedTypes(host, member, store.types(), listener),
                new HostedOperations(host, member, store.operations(), listener),
                new HostedSchedules(host, member, store.schedules(), store.submissions(), listener),
                new HostedInspections(host, member, store.inspections()),
                new HostedAuditLog(host, member, store.auditLog()),
                new HostedHistory(host, member, store.history(), listener));
    }

    @Override
    public SameProcess sameProcess() {
        return store.sameProcess();
    }

    /** Readiness is not simulated. */
    @Override
    public void proveWritable() {
        throw new UnsupportedOperationException("readiness is not simulated");
    }

    @Override
    public Instant now() {
        return host.call(member, Operation.NOW, List.of(), store::now);
    }

    @Override
    public void close() {}
}
