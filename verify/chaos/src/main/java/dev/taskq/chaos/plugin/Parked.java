package dev.taskq.chaos.plugin;

/** Type {@code parked}: paused now and then, so that something waits. */
public final class Parked extends Recorded {
    /** Called by the service loader. */
    public Parked() {
        super("parked");
    }
}
