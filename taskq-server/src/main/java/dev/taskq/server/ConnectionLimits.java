package dev.taskq.server;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The limits on the connections of one port, in number and in time. Immutable.
 *
 * <p>Beyond the number, connections without a request are closed, then those with a response that has made no progress
 * for a second, the oldest first. If there are none, a new connection gets the status 503.
 *
 * @param connections the most connections that are open at a time, at least 1
 * @param head how long a new connection may take to its first byte, and a request from its first byte to the end of its
 *     headers
 * @param body how long a request's body may take to arrive, and its response to be read
 * @param idle how long a connection is kept between two requests; must be longer than the idle time-out of a proxy in
 *     front
 * @param stall how long a response in progress may make no progress because its caller reads nothing
 */
public record ConnectionLimits(int connections, Duration head, Duration body, Duration idle, Duration stall) {
    /** The heap of an open connection with little traffic: two buffers of 8 KiB, a stack, some objects. */
    private static final long HEAP_PER_CONNECTION = 32 * 1024;

    /** The part of the heap that connections may use: one fourth. */
    private static final int HEAP_SHARE = 4;

    private static final int LEAST_CONNECTIONS = 16;
    private static final int LEAST_OTHER_DESCRIPTORS = 128;
    private static final int OTHER_DESCRIPTORS_SHARE = 4;

    /**
     * As many connections as the process's file descriptors and heap allow; 10 s for a head, 30 s for a body or a
     * response, 5 minutes between two requests, and 10 s for a response of which nothing is read.
     */
    public static final ConnectionLimits DEFAULTS = new ConnectionLimits(
            connectionsFor(descriptors(), Runtime.getRuntime().maxMemory()),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(10));

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if there is no connection, or a time is not positive
     */
    public ConnectionLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1");
        }
        requirePositive("head", head);
        requirePositive("body", body);
        requirePositive("idle", idle);
        requirePositive("stall", stall);
    }

    /**
     * These limits with another number of connections.
     *
     * @param value the most connections, at least 1
     * @return the new value
     */
    public ConnectionLimits withConnections(int value) {
        return new ConnectionLimits(value, head, body, idle, stall);
    }

    /**
     * These limits with at most a number of connections.
     *
     * @param most the most connections, at least 1
     * @return the new value
     */
    public ConnectionLimits withAtMost(int most) {
        return withConnections(Math.min(most, connections));
    }

    /**
     * These limits with another time for the head of a request.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConnectionLimits withHead(Duration value) {
        return new ConnectionLimits(connections, value, body, idle, stall);
    }

    /**
     * These limits with another time for a request's body, and for its response.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConnectionLimits withBody(Duration value) {
        return new ConnectionLimits(connections, head, value, idle, stall);
    }

    /**
     * These limits with another time between two requests.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConnectionLimits withIdle(Duration value) {
        return new ConnectionLimits(connections, head, body, value, stall);
    }

    /**
     * These limits with another time for a response of which nothing is read.
     *
     * @param value the time, more than zero
     * @return the new value
     */
    public ConnectionLimits withStall(Duration value) {
        return new ConnectionLimits(connections, head, body, idle, value);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " must be more than zero");
        }
    }

    /**
     * At least a quarter of the descriptors, and never fewer than 128, is left to other uses. Connections use at most a
     * quarter of the heap.
     */
    static int connectionsFor(long descriptors, long heapBytes) {
        long others = Math.max(LEAST_OTHER_DESCRIPTORS, descriptors / OTHER_DESCRIPTORS_SHARE);
        long most = Math.min(descriptors - others, heapBytes / HEAP_SHARE / HEAP_PER_CONNECTION);
        return (int) Math.min(Integer.MAX_VALUE, Math.max(LEAST_CONNECTIONS, most));
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Integer.MAX_VALUE;
    }
}
