package dev.taskq.chaos.plugin;

/** Type {@code red}. */
public final class Red extends Recorded {
    /** Called by the service loader. */
    public Red() {
        super("red");
    }
}
