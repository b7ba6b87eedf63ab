package dev.taskq.server.http;

import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.http.Phase.Kind;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: Helidon's own, with a record of what it does and since when, so that it can be closed from outside if
 * it takes too long.
 *
 * The activity is one {@link Phase}. The connection's thread sets it before it waits and resets it afterwards. A thread
 * that closes the connection must swap exactly that phase for {@link Kind#CLOSED}. Then the connection's thread does
 * not continue, even if it got its data in the same moment, and the closing thread may still write a response.
 */
final class HttpConnection implements ServerConnection, RequestBytes.Reads {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final Duration TO_WRITE_A_REFUSAL = Duration.ofSeconds(1);
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** A connection without a place gets so long to send its health request: the places for these are few. */
    private static final Duration TO_ASK_FOR_HEALTH = Duration.ofSeconds(2);

    /** The routes that both applications serve to supervisors, as the prefixes of a request's first bytes. */
    private static final List<String> HEALTH =
            List.of("GET /healthz ", "GET /readyz ", "HEAD /healthz ", "HEAD /readyz ");

    private static final int LONGEST_HEALTH = 16;

    /**
     * The size of one write. It is small compared with the socket's buffer, so that a slow peer is seen to make
     * progress.
     */
    private static final int PIECE = 16 * 1024;

    private final HttpConnections all;
    private final ConnectionContext context;
    private final ServerConnection delegate;
    private final ReadAhead bytes;
    private final RequestBytes requests = new RequestBytes(this);
    private final AtomicReference<Phase> phase;
    private final long opened;
    private volatile boolean served;
    private volatile boolean stops;

    // Used by the connection's thread only.
    private Admission admission = Admission.ALL;
    private boolean answered;
    private boolean headBegun;
    private long headBegan;
    private boolean bodyBegun;
    private long bodyBegan;

    /** What a connection may request. */
    private enum Admission {
        ALL,
        HEALTH_ONLY,
        REFUSED
    }

    HttpConnection(HttpConnections all, ConnectionContext context, ServerConnectionSelector http1) {
        this.all = all;
        this.context = context;
        this.bytes = new ReadAhead(() -> context.serverSocket().get());
        this.opened = all.now();
        this.phase = new AtomicReference<>(new Phase(Kind.BUSY, opened, Phase.NEVER));
        this.delegate = http1.connection(new ConnectionView(context, this, DataReader.create(this::next)));
    }

    /** Before it is handled: there is no room for it, and it is answered that unless it asks for health, once and soon. */
    void turnAway() {
        admission = Admission.HEALTH_ONLY;
    }

    RequestBytes requests() {
        return requests;
    }

    Phase phase() {
        return phase.get();
    }

    /** Whether a request was answered on this connection. */
    boolean hasServed() {
        return served;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
        Attendance.begin(this);
        try {
            delegate.handle(limit);
            linger();
        } catch (ServerConnectionException e) {
            throw e;
        } catch (CloseConnectionException e) {
            linger();
            throw e;
        } finally {
            Attendance.end();
            all.left(this);
        }
    }

    /** Makes a call, and reports if the peer's stream ends meanwhile. Called by the connection's thread. */
    <T> T attended(Runnable whenGone, Supplier<T> call) {
        bytes.attend(whenGone, all.now());
        try {
            return call.get();
        } finally {
            bytes.ignore();
        }
    }

    /** Checks whether the peer of a long request has disconnected. Called by any thread, never waits. */
    void scanForPeer(long now) {
        bytes.scan(now);
    }

    /**
     * Reads on for a moment after a response to a request that was not read to its end. An earlier close would reset
     * the connection, and the reset may destroy the response on its way.
     */
    private void linger() {
        if (!answered || (requests.isBetweenRequests() && admission == Admission.ALL)) {
            return;
        }
        long since = all.now();
        try {
            while (read(Kind.LEFTOVER, since, LINGER) != null) {
                // The bytes are not used.
            }
        } catch (CloseConnectionException e) {
            // The time for lingering is over.
        }
    }

    private byte @Nullable [] next() {
        return admission == Admission.ALL ? requests.next() : onlyHealth();
    }

    /**
     * Admits only health requests: a supervisor must not take a healthy process for broken because other callers hold
     * all places.
     */
    private byte @Nullable [] onlyHealth() {
        if (admission == Admission.REFUSED) {
            throw new CloseConnectionException("no place for a further request");
        }
        byte[] head = requests.next();
        admission = Admission.REFUSED;
        if (head != null && !asksForHealth(head)) {
            answer(all.tooMany(head));
            throw new CloseConnectionException("no place for this connection");
        }
        return head;
    }

    private static boolean asksForHealth(byte[] head) {
        String line = new String(head, 0, Math.min(head.length, LONGEST_HEALTH), StandardCharsets.ISO_8859_1);
        return HEALTH.stream().anyMatch(line::startsWith);
    }

    @Override
    public byte @Nullable [] read(Kind kind) {
        long now = all.now();
        ConnectionLimits limits = all.limits();
        if (admission == Admission.HEALTH_ONLY) {
            return read(kind, opened, TO_ASK_FOR_HEALTH);
        }
        return switch (kind) {
            case SILENT -> read(kind, now, served ? limits.idle() : limits.head());
            case HEAD -> read(kind, headBegan, limits.head());
            case BODY, LEFTOVER -> {
                if (!bodyBegun) {
                    bodyBegun = true;
                    bodyBegan = now;
                }
                yield read(kind, bodyBegan, limits.body());
            }
            case BUSY, ANSWER, CLOSED -> throw new IllegalArgumentException("nothing is read then");
        };
    }

    private byte @Nullable [] read(Kind kind, long since, Duration longest) {
        Phase waiting = enter(kind, since, longest);
        try {
            // Checked after the phase is set. A stop sets its flag first and reads the phase afterwards, so at least
            // one of the two sees the other.
            if (stops && kind.isIdle()) {
                throw new CloseConnectionException("the process stops");
            }
            return bytes.read();
        } catch (UncheckedIOException e) {
            throw new ServerConnectionException("reading failed", e);
        } finally {
            leave(waiting);
        }
    }

    /** Sends a response. */
    void answer(BufferData bytes) {
        answered = true;
        requests.answered();
        send(bytes);
        served = true;
    }

    /**
     * Sends in pieces, each in a phase of its own: a phase then shows since when the peer has made no room for the next
     * piece.
     */
    void send(BufferData bytes) {
        long end = all.now() + all.limits().body().toNanos();
        do {
            BufferData piece = nextPiece(bytes);
            long now = all.now();
            Duration left = Duration.ofNanos(Math.max(0, end - now));
            Duration stall = all.limits().stall();
            Phase sending = enter(Kind.ANSWER, now, left.compareTo(stall) < 0 ? left : stall);
            try {
                context.dataWriter().writeNow(piece);
            } finally {
                leave(sending);
            }
        } while (bytes.available() > 0);
    }

    private static BufferData nextPiece(BufferData bytes) {
        if (bytes.available() <= PIECE) {
            byte[] last = bytes.readBytes();
            return BufferData.create(last);
        }
        byte[] piece = new byte[PIECE];
        bytes.read(piece, 0, PIECE);
        return BufferData.create(piece);
    }

    @Override
    public boolean isAnswered() {
        return answered;
    }

    @Override
    public void begins() {
        if (answered || !headBegun) {
            answered = false;
            headBegun = true;
            headBegan = all.now();
            bodyBegun = false;
        }
    }

    private Phase enter(Kind kind, long since, Duration longest) {
        Phase before = phase.get();
        Phase next = new Phase(kind, since, since + longest.toNanos());
        if (before.kind() == Kind.CLOSED || !phase.compareAndSet(before, next)) {
            throw new CloseConnectionException("it was closed");
        }
        return next;
    }

    private void leave(Phase left) {
        if (!phase.compareAndSet(left, new Phase(Kind.BUSY, all.now(), Phase.NEVER))) {
            throw new CloseConnectionException("it was closed");
        }
    }

    /**
     * Closes the connection if it is still in the given phase, and returns whether it was. A caller that is owed a
     * response gets one.
     */
    boolean close(Phase when, Status status, String why) {
        if (!phase.compareAndSet(when, new Phase(Kind.CLOSED, all.now(), Phase.NEVER))) {
            return false;
        }
        if (when.kind().isOwedAnAnswer()) {
            refuse(status, why);
        } else {
            closeSocket();
        }
        return true;
    }

    /** Never waits: a peer that reads nothing must not block the closing thread. */
    private void refuse(Status status, String why) {
        Thread writing = Thread.ofVirtual().name("http-refusal").start(() -> {
            try {
                context.dataWriter().writeNow(all.refusal(status, why, requests.received()));
            } catch (RuntimeException e) {
                LOG.debug("a refusal was not taken", e);
            }
        });
        Thread.ofVirtual().name("http-close").start(() -> {
            try {
                writing.join(TO_WRITE_A_REFUSAL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            closeSocket();
        });
    }

    private void closeSocket() {
        try {
            context.serverSocket().close();
        } catch (RuntimeException e) {
            LOG.debug("a connection was closed already", e);
        }
    }

    /** Always zero: the idle time is limited by this class, not by Helidon. */
    @Override
    public Duration idleTime() {
        return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
        stop();
        delegate.close(interrupt);
    }

    /** Accepts no further request. A connection without a request is closed at once. */
    void stop() {
        stops = true;
        Phase now = phase.get();
        if (now.kind().isIdle()) {
            close(now, Status.SERVICE_UNAVAILABLE_503, "the process stops");
        }
    }
}
