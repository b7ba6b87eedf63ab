package dev.taskq.simulation.world;

import dev.taskq.NewOperation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.spi.Advance;
import dev.taskq.spi.Advanced;
import dev.taskq.spi.Operations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Operations on many tasks, over a process's connection to the {@link StoreHost}.
 *
 * @param host the server
 * @param member the process
 * @param operations the same chapter of the store in memory, opened for this process
 * @param listener is told what took effect
 */
record HostedOperations(StoreHost host, Member member, Operations operations, WorldListener listener)
        implements Operations {
    @Override
    public dev.taskq.Operation start(NewOperation operation) {
        return host.call(member, Operation.START_OPERATION, List.of(), () -> {
            dev.taskq.Operation started = operations.start(operation);
            listener.started(started);
            return started;
        });
    }

    @Override
    public Optional<dev.taskq.Operation> find(long id) {
        return host.call(member, Operation.OPERATIONS, List.of(), () -> operations.find(id));
    }

    @Override
    public OperationPage list(OperationFilter filter, OptionalLong before, int limit, int scan) {
        return host.call(member, Operation.OPERATIONS, List.of(), () -> operations.list(filter, before, limit, scan));
    }

    @Override
    public Optional<dev.taskq.Operation> cancel(long id) {
        return host.call(member, Operation.END_OPERATION, List.of(), () -> operations.cancel(id));
    }

    @Override
    public List<Long> running() {
        return host.call(member, Operation.OPERATIONS, List.of(), operations::running);
    }

    @Override
    public Advanced advance(Advance step) {
        listener.leading(member);
        Advanced advanced = host.call(member, Operation.STEP_OPERATION, List.of(), () -> {
            Advanced taken = operations.advance(step);
            listener.advanced(taken);
            return taken;
        });
        host.learned(member, advanced.hints());
        return advanced;
    }

    @Override
    public void fail(long id, String error) {
        host.call(member, Operation.END_OPERATION, List.of(), () -> {
            operations.fail(id, error);
            return id;
        });
    }

    @Override
    public int purge(Duration retention) {
        listener.leading(member);
        return host.call(member, Operation.PURGE_OPERATIONS, List.of(), () -> operations.purge(retention));
    }
}
