package dev.taskq.server.http;

import dev.taskq.server.CannotListenException;
import dev.taskq.server.ConnectionLimits;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a port. Connections are bounded in number and time. HTTP/1.0 is served like HTTP/1.1. Every refused
 * request gets a response. Thread-safe.
 */
public final class HttpListener implements AutoCloseable {
    /**
     * In an answer that must have neither a length nor chunks, because it never has a body, or because the end of the
     * connection ends it. It is not sent. Without it Helidon adds a length of 0, or chunks.
     */
    public static final Header NO_LENGTH = HeaderValues.createCached(HeaderNames.CONTENT_LENGTH, Long.MAX_VALUE);

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);
    private static final Duration WATCH_PERIOD = Duration.ofMillis(200);
    private static final Duration PROBE_PERIOD = Duration.ofSeconds(1);
    private static final int REFUSED_PROBES = 3;

    /** One thread for each watched subject: resolving the address may take long. */
    private static final int WATCHES = 2;

    /** Connections beyond the limit that may be open briefly: those that are being closed or answered 503. */
    static final int LEAST_SPARE = 16;

    private static final int SPARE_SHARE = 16;

    /**
     * The send buffer of each connection. The system would let it grow to megabytes: memory held for callers that read
     * nothing, and so much that a slow caller's progress would show only once a minute.
     */
    private static final int SEND_BUFFER = 64 * 1024;

    private final WebServer server;
    private final HttpAddress address;
    private final HttpConnections connections;
    private final ScheduledExecutorService watch;
    private volatile int refusedProbes;
    private volatile boolean stopped;

    private HttpListener(WebServer server, HttpAddress address, HttpConnections connections) {
        this.server = server;
        this.address = address;
        this.connections = connections;
        this.watch = Executors.newScheduledThreadPool(
                WATCHES,
                Thread.ofPlatform()
                        .name("http-watch-" + server.port())
                        .daemon(true)
                        .factory());
    }

    /**
     * Starts to listen.
     *
     * @param address the address
     * @param grace how long a stop waits for requests in progress
     * @param limits the limits for callers
     * @param routing the routes
     * @param answers the responses to requests that never reach a route; thread-safe
     * @param metrics where such requests and the open connections are counted, if metrics are on
     * @return the listener, to be closed
     * @throws CannotListenException if it cannot listen on the address
     */
    public static HttpListener start(
            HttpAddress address,
            Duration grace,
            ConnectionLimits limits,
            HttpRouting.Builder routing,
            DirectHandler answers,
            Optional<HttpMetrics> metrics) {
        address.requireFree();
        Refusals refusals = new Refusals(answers, metrics, System::nanoTime);
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (EventType type : EventType.values()) {
            handlers.addHandler(
                    type,
                    (request, event, status, headers, message) -> refusals.handle(
                            RefusedRequest.of(request.method(), Attendance.head()), event, status, headers, message));
        }
        HttpConnections connections = new HttpConnections(
                limits, System::nanoTime, (status, why, head) -> refusal(refusals, status, why, head));
        WebServer server = WebServer.builder()
                .host(address.host())
                .port(address.port())
                .shutdownHook(false)
                .shutdownGracePeriod(grace)
                .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER))
                .maxTcpConnections(limits.connections() + Math.max(LEAST_SPARE, limits.connections() / SPARE_SHARE))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(connections)
                .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                .directHandlers(handlers.build())
                .contentEncoding(new AnyEncoding())
                .addRouting(routing)
                .build()
                .start();
        if (!server.isRunning()) {
            throw address.cannotListen("another process may listen on it");
        }
        HttpListener listener = new HttpListener(server, new HttpAddress(address.host(), server.port()), connections);
        metrics.ifPresent(http -> http.connections(listener.port(), connections::size, limits.connections()));
        listener.watchOver();
        return listener;
    }

    private void watchOver() {
        every(WATCH_PERIOD, connections::watch);
        every(PROBE_PERIOD, this::probe);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its thread
    private void every(Duration period, Runnable action) {
        Runnable surely = () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("the watch over connections failed and continues", e);
            }
        };
        watch.scheduleWithFixedDelay(surely, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Helidon does not report the end of its listener, which ends for instance when the process has run out of file
     * descriptors.
     */
    private void probe() {
        refusedProbes = address.isRefused() ? refusedProbes + 1 : 0;
    }

    /**
     * The port on which it listens.
     *
     * @return the port
     */
    public int port() {
        return address.port();
    }

    /**
     * The number of open connections.
     *
     * @return the number, at most the limit
     */
    public int openConnections() {
        return connections.size();
    }

    /**
     * Whether it listens. If it does not although it was not stopped, the process must be replaced.
     *
     * @return false once connections to it have been refused for several seconds
     */
    public boolean isListening() {
        return stopped || refusedProbes < REFUSED_PROBES;
    }

    /** Stops: connections without a request are closed at once, requests in progress have the grace time. */
    public void stop() {
        stopped = true;
        connections.stop();
        server.stop();
        watch.shutdownNow();
    }

    @Override
    public void close() {
        stop();
    }

    /** The bytes of a response after which the connection is closed. */
    private static BufferData refusal(DirectHandler refusals, Status status, String why, byte[] head) {
        ServerResponseHeaders headers = ServerResponseHeaders.create();
        if (status.code() == Status.SERVICE_UNAVAILABLE_503.code()) {
            headers.set(HeaderNames.RETRY_AFTER, "1");
        }
        TransportResponse response =
                refusals.handle(RefusedRequest.of("", head), EventType.OTHER, status, headers, why);
        byte[] entity = response.entity().orElse(BufferData.EMPTY_BYTES);
        ServerResponseHeaders all = response.headers();
        all.set(HeaderValues.CONNECTION_CLOSE);
        all.set(HeaderNames.CONTENT_LENGTH, Integer.toString(entity.length));
        BufferData answer = BufferData.growing(512);
        answer.write(("HTTP/1.1 " + response.status().code() + " "
                        + response.status().reasonPhrase() + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (Header header : all) {
            header.writeHttp1Header(answer);
        }
        answer.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        answer.write(entity);
        return answer;
    }
}
