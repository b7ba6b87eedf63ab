package dev.taskq.server.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts requests that are refused before they reach a route, and logs them: one line for the first, then at most one
 * every ten seconds with the number of the requests since the last. Thread-safe.
 */
final class Refusals implements DirectHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final long PERIOD = Duration.ofSeconds(10).toNanos();

    private final DirectHandler answers;
    private final Optional<HttpMetrics> metrics;
    private final LongSupplier nanoTime;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong nextLine;

    /**
     * Creates a handler that has refused nothing yet.
     *
     * @param answers the responses
     * @param metrics where refusals are counted, if metrics are on
     * @param nanoTime a monotonic clock
     */
    Refusals(DirectHandler answers, Optional<HttpMetrics> metrics, LongSupplier nanoTime) {
        this.answers = answers;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.nextLine = new AtomicLong(nanoTime.getAsLong());
    }

    @Override
    public TransportResponse handle(
            TransportRequest request,
            EventType type,
            Status status,
            ServerResponseHeaders headers,
            @Nullable String message) {
        TransportResponse response = answers.handle(request, type, status, headers, message);
        int code = response.status().code();
        metrics.ifPresent(http -> http.refused(request.method(), code));
        tell(code, message);
        return response;
    }

    private void tell(int code, @Nullable String message) {
        untold.incrementAndGet();
        long now = nanoTime.getAsLong();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + PERIOD)) {
            LOG.info(
                    "requests were refused before they reached a route number={} last_status={} last_reason=\"{}\"",
                    untold.getAndSet(0),
                    code,
                    message == null ? "" : message);
        }
    }
}
