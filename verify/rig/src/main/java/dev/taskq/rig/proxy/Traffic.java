package dev.taskq.rig.proxy;

import java.time.Duration;

/**
 * How bytes pass over a connection. Bytes that do not pass are held, in order, as by a sender that repeats them until the
 * network is back; so is the end of a connection. Immutable.
 *
 * @param toServer whether anything gets from the client to the server
 * @param toClient whether anything gets from the server to the client
 * @param delay how long each read waits before it is passed on, zero or more; what arrives meanwhile waits with the next
 */
public record Traffic(boolean toServer, boolean toClient, Duration delay) {
    /** Everything passes at once. */
    public static final Traffic FREE = new Traffic(true, true, Duration.ZERO);

    /** Nothing passes, and nobody is told. */
    public static final Traffic SILENT = new Traffic(false, false, Duration.ZERO);

    /** What the client says is not heard. */
    public static final Traffic SILENT_TO_SERVER = new Traffic(false, true, Duration.ZERO);

    /** What the server says is not heard. */
    public static final Traffic SILENT_TO_CLIENT = new Traffic(true, false, Duration.ZERO);

    /** Checks the delay. */
    public Traffic {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must not be negative");
        }
    }

    /**
     * Everything passes late, in both directions.
     *
     * @param delay zero or more
     * @return the traffic
     */
    public static Traffic delayed(Duration delay) {
        return new Traffic(true, true, delay);
    }

    boolean passes(Direction direction) {
        return direction == Direction.TO_SERVER ? toServer : toClient;
    }

    /** Where bytes go. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }
}
