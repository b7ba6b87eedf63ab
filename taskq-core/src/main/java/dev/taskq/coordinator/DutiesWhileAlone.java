package dev.taskq.coordinator;

import dev.taskq.platform.Platform.Signal;
import dev.taskq.spi.SameProcess;
import java.util.List;
import java.util.Set;

/**
 * The duties that sleep longer while no other process can give them work. They are woken when there is one, since what it
 * has put meanwhile may be due. Immutable and thread-safe.
 *
 * @param wakeUps wakes the duties
 */
record DutiesWhileAlone(List<Signal> wakeUps) implements SameProcess.Scanner {
    /** Tasks are no work for them. */
    @Override
    public void queued(Set<String> types) {}

    @Override
    public void notAlone() {
        wakeUps.forEach(Signal::raise);
    }
}
