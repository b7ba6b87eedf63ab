package dev.taskq.app.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.taskq.app.AppSettings;
import dev.taskq.app.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * The limits of one listener. Immutable.
 *
 * @param connections the most connections that are open at a time, at least 1
 * @param head how long a new connection may take to its first byte, and a request from its first byte to the end of its
 *     headers
 * @param body how long a request's body may take to arrive, and its response to be read
 * @param idle how long a connection is kept between two requests
 * @param stall how long a response in progress may make no progress because its caller reads nothing
 */
public record HttpLimits(int connections, Duration head, Duration body, Duration idle, Duration stall) {
    /** As long as a request's headers may take: a live caller reads something in that time over any network. */
    private static final Duration STALL = Duration.ofSeconds(10);

    /** The heap of an open connection with little traffic: two buffers of 8 KiB, a stack, some objects. */
    private static final long HEAP_PER_CONNECTION = 32 * 1024;

    /** The part of the heap that connections may use: one fourth. */
    private static final int HEAP_SHARE = 4;

    private static final int LEAST_CONNECTIONS = 16;
    private static final int LEAST_OTHER_DESCRIPTORS = 128;
    private static final int OTHER_DESCRIPTORS_SHARE = 4;

    /** Checks the number of connections. */
    public HttpLimits {
        if (connections < 1) {
            throw new IllegalArgumentException("connections must be at least 1");
        }
    }

    /**
     * Limits with the default time for stalled responses.
     *
     * @param connections the most connections
     * @param head how long a head may take
     * @param body how long a body or a response may take
     * @param idle how long a connection is kept between two requests
     */
    public HttpLimits(int connections, Duration head, Duration body, Duration idle) {
        this(connections, head, body, idle, STALL);
    }

    /**
     * The limits of the settings.
     *
     * @param settings the settings
     * @return the limits; if no number of connections is set, as many as descriptors and heap allow
     */
    public static HttpLimits of(Settings settings) {
        int given = settings.get(AppSettings.HTTP_CONNECTIONS);
        return new HttpLimits(
                given > 0
                        ? given
                        : connectionsFor(descriptors(), Runtime.getRuntime().maxMemory()),
                settings.get(AppSettings.HTTP_HEADER_TIMEOUT),
                settings.get(AppSettings.HTTP_BODY_TIMEOUT),
                settings.get(AppSettings.HTTP_IDLE_TIMEOUT));
    }

    /**
     * These limits with fewer connections.
     *
     * @param most the most connections
     * @return the new value
     */
    public HttpLimits withAtMost(int most) {
        return new HttpLimits(Math.min(most, connections), head, body, idle, stall);
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
