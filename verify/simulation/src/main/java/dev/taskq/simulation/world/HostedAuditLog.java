package dev.taskq.simulation.world;

import dev.taskq.AuditEntry;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import dev.taskq.spi.AuditLog;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * What callers changed, over a process's connection to the {@link StoreHost}. No client of the simulation reads
 * it.
 *
 * @param host the server
 * @param member the process
 * @param auditLog the same chapter of the store in memory, opened for this process
 */
record HostedAuditLog(StoreHost host, Member member, AuditLog auditLog) implements AuditLog {
    @Override
    public AuditEntry write(NewAuditEntry change) {
        return host.call(member, Operation.WRITE_AUDIT_LOG, List.of(), () -> auditLog.write(change));
    }

    @Override
    public AuditPage entries(AuditFilter filter, OptionalLong before, int limit, int scan) {
        throw new UnsupportedOperationException("callers of the API are not simulated");
    }

    @Override
    public int purge(Duration retention, long most, int rows) {
        return host.call(member, Operation.PURGE_AUDIT_LOG, List.of(), () -> auditLog.purge(retention, most, rows));
    }
}
