package dev.taskq.server.call;

import dev.taskq.HistoryQuery;
import dev.taskq.TaskHistory;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.Scope;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The calls that show the history. Each throws {@link ProblemException} or {@link dev.taskq.TaskqException} if it fails; {@link
 * Problems} maps the latter. Thread-safe.
 */
public final class HistoryCalls {
    private final Supplier<Optional<Coordinator>> coordinator;

    HistoryCalls(Supplier<Optional<Coordinator>> coordinator) {
        this.coordinator = coordinator;
    }

    /** What happened to tasks of a type, or of all types, over a time. */
    public TaskHistory read(CallContext context, HistoryQuery query) {
        context.require(Scope.READ);
        return coordinator().history(query);
    }

    /** The time by the clock of the history: a range that ends now ends there. */
    public Instant now(CallContext context) {
        context.require(Scope.READ);
        return coordinator().historyTime();
    }

    /** What happened to tasks of each type within the last hour. */
    public Map<String, TaskHistory.Counts> lastHour(CallContext context) {
        context.require(Scope.READ);
        return coordinator().lastHour();
    }

    private Coordinator coordinator() {
        return coordinator.get().orElseThrow(() -> new ProblemException(Problem.notAccepted()));
    }
}
