package dev.taskq.simulation.world;

import dev.taskq.platform.Platform;
import java.time.Duration;

/** A signal on which actors wait. Only the running actor touches it. */
final class SimulatedSignal implements Platform.Signal {
    private final Scheduler scheduler;
    long count;

    SimulatedSignal(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public void raise() {
        scheduler.raise(this);
    }

    @Override
    public boolean await(long seen, Duration longest) throws InterruptedException {
        return scheduler.await(this, seen, longest, "await");
    }
}
