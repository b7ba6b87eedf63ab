package dev.taskq.coordinator;

import dev.taskq.CallDeadline;
import dev.taskq.Explanation;
import dev.taskq.Task;
import dev.taskq.TaskEvent;
import dev.taskq.coordinator.Reasons.Before;
import dev.taskq.lifecycle.TaskEvents;
import dev.taskq.spi.CountStep;
import dev.taskq.spi.Dispatch;
import dev.taskq.spi.Inspections;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.spi.TaskDetail;
import dev.taskq.spi.TypeReading;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Reads what explains where a task is: a few rows by their keys, and a bounded count. Thread-safe. */
final class Explainer {
    private static final int MOST_BEFORE = 10_000;

    private final Inspections inspections;
    private final Dispatch dispatch;
    private final Overviews overviews;
    private final LeaderFacts leader;
    private final BooleanSupplier hintsFail;

    /**
     * An explainer.
     *
     * @param hintsFail whether hints fail for this coordinator
     */
    Explainer(
            Inspections inspections,
            Dispatch dispatch,
            Overviews overviews,
            LeaderFacts leader,
            BooleanSupplier hintsFail) {
        this.inspections = inspections;
        this.dispatch = dispatch;
        this.overviews = overviews;
        this.leader = leader;
        this.hintsFail = hintsFail;
    }

    Optional<Explanation> explain(long id, CallDeadline deadline) {
        return inspections.detail(id, deadline).map(this::explain);
    }

    /** The life of a task so far; empty if there is no such task. */
    List<TaskEvent> events(long id, CallDeadline deadline) {
        return inspections.detail(id, deadline).map(TaskEvents::of).orElse(List.of());
    }

    private Explanation explain(TaskDetail detail) {
        Task task = detail.task();
        Optional<TypeReading> type = overviews.reading(task.type());
        Fleet fleet = overviews.fleet();
        Reasons.Facts facts = new Reasons.Facts(
                detail,
                type,
                fleet,
                Reasons.hasTurn(detail, type, fleet) ? before(detail, type) : Before.NOTHING,
                leader.isLeaderMissing(),
                leader.hintsFail() || hintsFail.getAsBoolean());
        return new Explanation(task.id(), task.type(), task.status(), detail.at(), Reasons.of(facts));
    }

    private Before before(TaskDetail detail, Optional<TypeReading> type) {
        Instant floor =
                type.map(reading -> reading.state().floorAt(detail.at())).orElse(Instant.EPOCH);
        Instant place = detail.hintedAt().orElse(floor);
        Scan scan = new Scan(detail.task().type(), Position.before(floor), place, MOST_BEFORE, 1);
        CountStep counted = dispatch.count(List.of(scan)).get(0);
        return new Before(counted.queued(), counted.stoppedAt().isPresent());
    }
}
