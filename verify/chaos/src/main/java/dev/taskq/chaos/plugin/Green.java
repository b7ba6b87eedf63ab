package dev.taskq.chaos.plugin;

/** Type {@code green}. */
public final class Green extends Recorded {
    /** Called by the service loader. */
    public Green() {
        super("green");
    }
}
