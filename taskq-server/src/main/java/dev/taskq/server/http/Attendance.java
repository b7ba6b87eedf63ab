package dev.taskq.server.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the caller of the current thread's request is still connected. A caller that has closed its connection,
 * or only its sending half, counts as gone. For use by the current thread only.
 */
public final class Attendance {
    private static final ThreadLocal<@Nullable HttpConnection> CURRENT = new ThreadLocal<>();

    private Attendance() {}

    /**
     * Makes a call that may take long, and reports if its caller disconnects meanwhile. Checks of the connection begin
     * once the call has taken 200 ms. Data that the caller has sent behind its request (up to 8 KiB are read) hides a
     * disconnect.
     *
     * @param <T> the class of the call's result
     * @param whenGone run on another thread, at most once, during the call; must not wait
     * @param call the call; reads nothing of the request
     * @return the call's result
     */
    public static <T> T attended(Runnable whenGone, Supplier<T> call) {
        HttpConnection connection = CURRENT.get();
        return connection == null ? call.get() : connection.attended(whenGone, call);
    }

    /** Whether the caller of the current thread's request can read a chunked answer: HTTP/1.0 has none. */
    public static boolean knowsChunks() {
        HttpConnection connection = CURRENT.get();
        return connection == null || connection.requests().knowsChunks();
    }

    /** What was received of the head of the current thread's request, until it is answered. */
    static byte[] head() {
        HttpConnection connection = CURRENT.get();
        return connection == null ? new byte[0] : connection.requests().received();
    }

    /** Binds the current thread to the requests of a connection. */
    static void begin(HttpConnection connection) {
        CURRENT.set(connection);
    }

    static void end() {
        CURRENT.remove();
    }
}
