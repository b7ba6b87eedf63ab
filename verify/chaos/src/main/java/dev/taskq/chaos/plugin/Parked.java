package dev.taskq.chaos.plugin;

/** Type {@code parked}. It is paused from time to time, so that tasks wait. */
public final class Parked extends Recorded {
    /** Called by the service loader. */
    public Parked() {
        super("parked");
    }
}
