package dev.taskq.benchmarks;

import dev.taskq.rig.stack.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Kept connections to the coordinator's process, as many as there were calls at once. The one that was used last is used first. One
 * that rested is not used again, because the server closes it. Thread-safe.
 */
final class HttpConnections implements AutoCloseable {
    private static final Duration LONGEST_REST = Duration.ofSeconds(3);

    private final LocalStack stack;
    private final Deque<Free> free = new ConcurrentLinkedDeque<>();

    HttpConnections(LocalStack stack) {
        this.stack = stack;
    }

    private record Free(HttpConnection connection, long since) {}

    /** Posts a body of ASCII, and requires that it is accepted. */
    void post(String body) throws IOException {
        HttpConnection connection = take();
        connection.post(body);
        free.push(new Free(connection, System.nanoTime()));
    }

    private HttpConnection take() throws IOException {
        Free last = free.poll();
        if (last != null && System.nanoTime() - last.since() < LONGEST_REST.toNanos()) {
            return last.connection();
        }
        if (last != null) {
            // All others rest for longer.
            last.connection().close();
            close();
        }
        return new HttpConnection(stack.address(), stack.token(), "/v1/tasks");
    }

    /** Closes those that are free. */
    @Override
    public void close() throws IOException {
        for (Free each = free.poll(); each != null; each = free.poll()) {
            each.connection().close();
        }
    }
}
