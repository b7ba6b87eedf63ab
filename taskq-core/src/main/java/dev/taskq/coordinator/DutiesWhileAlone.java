package dev.taskq.coordinator;

import dev.taskq.leader.NextSearch;
import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The duties of the leader that are told what their own process does. Those that sleep longer while no other process can give them work
 * are woken when there is one, since what it has put meanwhile may be due. Immutable and thread-safe.
 *
 * @param wakeUps wakes the duties that sleep longer
 * @param nextSearch takes when tasks become due
 */
record DutiesWhileAlone(List<Signal> wakeUps, NextSearch nextSearch) implements SameProcess.Scanner {
    /** Tasks are no work for them. */
    @Override
    public void queued(Set<String> types) {}

    @Override
    public void notAlone() {
        wakeUps.forEach(Signal::raise);
    }

    @Override
    public void scheduled(Duration untilDue) {
        nextSearch.scheduled(untilDue);
    }
}
