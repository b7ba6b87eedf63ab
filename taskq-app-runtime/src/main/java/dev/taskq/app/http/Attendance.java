package dev.taskq.app.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the caller of the request that the current thread works on is still there. A caller that has closed its connection,
 * or the half of it on which it sends, is taken for one that has gone. Of the current thread only.
 */
public final class Attendance {
    private static final ThreadLocal<@Nullable HttpConnection> CURRENT = new ThreadLocal<>();

    private Attendance() {}

    /**
     * Makes a call that may take long, and tells when its caller has gone meanwhile. The connection is looked at from when the
     * call has taken 200 ms; what the caller has sent behind its request (up to 8 KiB are read) hides whether it has gone.
     *
     * @param <T> what the call gives
     * @param whenGone run on another thread, once at most, while the call takes; must not wait
     * @param call the call; reads nothing of the request
     * @return what the call gives
     */
    public static <T> T attended(Runnable whenGone, Supplier<T> call) {
        HttpConnection connection = CURRENT.get();
        return connection == null ? call.get() : connection.attended(whenGone, call);
    }

    /** From now on the current thread works on requests of a connection. */
    static void begin(HttpConnection connection) {
        CURRENT.set(connection);
    }

    static void end() {
        CURRENT.remove();
    }
}
