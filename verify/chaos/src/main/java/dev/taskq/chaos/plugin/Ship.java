package dev.taskq.chaos.plugin;

/** Type {@code ship}: the tasks that an application submits in its own transactions. */
public final class Ship extends Recorded {
    /** The type's name. */
    public static final String TYPE = "ship";

    /** Called by the service loader. */
    public Ship() {
        super(TYPE);
    }
}
