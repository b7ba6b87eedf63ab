package dev.taskq.server.http;

import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.http.Phase.Kind;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * All open connections of one listener, bounded in number and each in time. If the limit is reached, connections
 * without a request are closed, and those with a peer that reads nothing of its response. Connections that never had a
 * request and stalled responses go first, connections that have served requests go last; the oldest first in each
 * group. If every connection has a request, the new one is answered 503 unless it asks for health. Thread-safe.
 */
final class HttpConnections implements ServerConnectionSelector {
    /**
     * One in so many connections is closed at once, so that a flood of new ones does not search all others each time.
     */
    private static final int SHARE_CLOSED_AT_ONCE = 64;

    /**
     * After so long without progress a response gives way to a new connection. Any network is quicker, but a client may
     * pause.
     */
    private static final long STALLED = Duration.ofSeconds(1).toNanos();

    /**
     * The most connections without a place that are open at a time. Beyond it the oldest ones without a request are
     * closed.
     */
    private static final int MOST_TURNED_AWAY = HttpListener.LEAST_SPARE / 2;

    private static final String TOO_MANY = "too many connections are open";

    private static final Comparator<Closable> FIRST_TO_GO = Comparator.comparing((Closable it) ->
                    it.when().kind().isIdle() && it.connection().hasServed())
            .thenComparingLong(it -> it.when().since());

    private final ConnectionLimits limits;
    private final LongSupplier nanoTime;
    private final Refusing refusals;
    private final ServerConnectionSelector http1;
    private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    /** Connections without a place, until they are answered. The server also bounds their number. */
    private final Set<HttpConnection> turnedAway = ConcurrentHashMap.newKeySet();

    private final ReentrantLock admission = new ReentrantLock();
    private volatile boolean stops;

    /**
     * Creates an empty set of connections.
     *
     * @param nanoTime a monotonic clock
     * @param refusals the closing responses
     */
    HttpConnections(ConnectionLimits limits, LongSupplier nanoTime, Refusing refusals) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.refusals = refusals;
        this.http1 = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .sendKeepAliveHeader(false)
                        .maxPrologueLength(RequestHead.LONGEST_LINE + 1)
                        .maxHeadersSize(RequestHead.MOST_HEADERS + 1)
                        .addReceiveListener(new Understood())
                        .addSendListener(new WithoutLength())
                        .build())
                .build();
    }

    /** Tells a connection how Helidon has parsed a head. */
    private static final class Understood implements Http1ConnectionListener {
        @Override
        public void headers(ConnectionContext context, Headers headers) {
            if (context instanceof ConnectionView view) {
                view.connection().requests().understood(headers);
            }
        }
    }

    /** Takes {@link HttpListener#NO_LENGTH} away again, before the headers are written. */
    private static final class WithoutLength implements Http1ConnectionListener {
        @Override
        public void headers(ConnectionContext context, Headers headers) {
            if (headers instanceof WritableHeaders<?> written && headers.contains(HttpListener.NO_LENGTH)) {
                written.remove(HeaderNames.CONTENT_LENGTH);
            }
        }
    }

    /** Makes responses after which a connection is closed. */
    interface Refusing {
        /**
         * Makes a complete response.
         *
         * @param why what the caller is told
         * @param head what was received of the head of the request
         */
        BufferData refusal(Status status, String why, byte[] head);
    }

    private record Closable(HttpConnection connection, Phase when) {}

    long now() {
        return nanoTime.getAsLong();
    }

    ConnectionLimits limits() {
        return limits;
    }

    int size() {
        return open.size();
    }

    BufferData refusal(Status status, String why, byte[] head) {
        return refusals.refusal(status, why, head);
    }

    BufferData tooMany(byte[] head) {
        return refusal(Status.SERVICE_UNAVAILABLE_503, TOO_MANY, head);
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        HttpConnection connection = new HttpConnection(this, context, http1);
        if (!admit(connection)) {
            hurryTurnedAway();
            connection.turnAway();
            turnedAway.add(connection);
        }
        return connection;
    }

    private boolean admit(HttpConnection connection) {
        admission.lock();
        try {
            boolean admitted = !stops && (open.size() < limits.connections() || makeRoom());
            if (admitted) {
                open.add(connection);
            }
            return admitted;
        } finally {
            admission.unlock();
        }
    }

    private boolean makeRoom() {
        long now = now();
        List<Closable> closable = open.stream()
                .map(connection -> new Closable(connection, connection.phase()))
                .filter(it -> it.when().kind().isIdle() || isStalled(it.when(), now))
                .sorted(FIRST_TO_GO)
                .toList();
        int wanted = 1 + limits.connections() / SHARE_CLOSED_AT_ONCE;
        int closed = 0;
        for (Closable it : closable) {
            if (closed == wanted) {
                break;
            }
            if (it.connection().close(it.when(), Status.SERVICE_UNAVAILABLE_503, TOO_MANY)) {
                open.remove(it.connection());
                closed++;
            }
        }
        return closed > 0;
    }

    private static boolean isStalled(Phase phase, long now) {
        return phase.kind() == Kind.ANSWER && now - phase.since() >= STALLED;
    }

    /**
     * Closes the oldest of the connections without a place, so that the server can still accept further connections.
     */
    private void hurryTurnedAway() {
        if (turnedAway.size() < MOST_TURNED_AWAY) {
            return;
        }
        turnedAway.stream()
                .map(connection -> new Closable(connection, connection.phase()))
                .filter(it -> it.when().kind().isIdle())
                .min(Comparator.comparingLong(it -> it.when().since()))
                .filter(it -> it.connection().close(it.when(), Status.SERVICE_UNAVAILABLE_503, TOO_MANY))
                .ifPresent(it -> turnedAway.remove(it.connection()));
    }

    void left(HttpConnection connection) {
        open.remove(connection);
        turnedAway.remove(connection);
    }

    /** Closes connections that take too long, and checks for callers that have disconnected. */
    void watch() {
        open.forEach(this::watch);
        turnedAway.forEach(this::watch);
    }

    private void watch(HttpConnection connection) {
        Phase phase = connection.phase();
        if (phase.isOver(now())) {
            connection.close(phase, Status.REQUEST_TIMEOUT_408, "the request took too long to arrive");
        }
        connection.scanForPeer(now());
    }

    /** Accepts no further connection, and closes those without a request. */
    void stop() {
        admission.lock();
        try {
            stops = true;
        } finally {
            admission.unlock();
        }
        open.forEach(HttpConnection::stop);
        turnedAway.forEach(HttpConnection::stop);
    }
}
