package dev.taskq.chaos.plugin;

/** Type {@code blue}. */
public final class Blue extends Recorded {
    /** Called by the service loader. */
    public Blue() {
        super("blue");
    }
}
