package dev.taskq.coordinator;

import dev.taskq.Due;
import dev.taskq.TaskStatus;
import dev.taskq.engine.StoreClock;
import dev.taskq.spi.Insert;
import dev.taskq.spi.Inserted;
import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tells the leader, if it is in this process, when the first of some tasks becomes due that were stored as scheduled. Immutable and
 * thread-safe.
 *
 * @param sameProcess takes it
 * @param storeClock for tasks that are due at a time
 */
record ScheduledHere(SameProcess sameProcess, StoreClock storeClock) {
    /** Called after the commit, with the row of each insert. */
    void tell(List<Insert> inserts, List<Inserted> rows) {
        Optional<Duration> first = Optional.empty();
        for (int i = 0; i < rows.size(); i++) {
            Inserted row = rows.get(i);
            if (row.status() == TaskStatus.SCHEDULED && !row.replayed()) {
                Duration until = untilDue(inserts.get(i).task().due());
                first = first.filter(earlier -> earlier.compareTo(until) <= 0).or(() -> Optional.of(until));
            }
        }
        first.ifPresent(sameProcess::scheduled);
    }

    private Duration untilDue(Due due) {
        return switch (due) {
            case Due.Now now -> Duration.ZERO;
            case Due.After(Duration delay) -> delay;
            case Due.At at -> {
                Duration until = Duration.between(storeClock.estimate(), at.time());
                yield until.isNegative() ? Duration.ZERO : until;
            }
        };
    }
}
