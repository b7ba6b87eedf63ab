package dev.taskq.server.call;

import dev.taskq.coordinator.Coordinator;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether the process is healthy, and whether it can accept tasks. Thread-safe. */
public final class Health {
    private final Supplier<Optional<Coordinator>> coordinator;
    private final BooleanSupplier stopping;

    Health(Supplier<Optional<Coordinator>> coordinator, BooleanSupplier stopping) {
        this.coordinator = coordinator;
        this.stopping = stopping;
    }

    /**
     * Checks that the process is healthy.
     *
     * @throws ProblemException if it must be replaced
     */
    public void requireHealthy() {
        if (!coordinator.get().map(Coordinator::isHealthy).orElse(true)) {
            throw new ProblemException(
                    Problem.notReady("a part of the coordinator failed, the process must be replaced"));
        }
    }

    /**
     * Checks that the coordinator can accept tasks.
     *
     * @throws ProblemException if it cannot
     */
    public void requireReady() {
        if (stopping.getAsBoolean()) {
            throw new ProblemException(Problem.notReady("the coordinator is stopping"));
        }
        Coordinator started = coordinator
                .get()
                .orElseThrow(() -> new ProblemException(Problem.notReady("the coordinator is starting")));
        if (!started.isReady()) {
            throw new ProblemException(Problem.notReady("the coordinator cannot reach its database"));
        }
    }
}
