package dev.taskq.rig.proxy;

import java.time.Duration;

/**
 * How bytes pass over a connection. Bytes that do not pass are held in order, like those of a sender that repeats them
 * until the network is back. The end of a connection is held likewise. Immutable.
 *
 * @param toServer whether bytes pass from the client to the server
 * @param toClient whether bytes pass from the server to the client
 * @param delay how long each read waits before it is passed on, zero or more; bytes that arrive meanwhile wait with the
 *     next read
 */
public record Traffic(boolean toServer, boolean toClient, Duration delay) {
    /** Everything passes at once. */
    public static final Traffic FREE = new Traffic(true, true, Duration.ZERO);

    /** Nothing passes, and no side gets an error. */
    public static final Traffic SILENT = new Traffic(false, false, Duration.ZERO);

    /** Nothing passes from the client to the server. */
    public static final Traffic SILENT_TO_SERVER = new Traffic(false, true, Duration.ZERO);

    /** Nothing passes from the server to the client. */
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

    /** The direction of bytes. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }
}
