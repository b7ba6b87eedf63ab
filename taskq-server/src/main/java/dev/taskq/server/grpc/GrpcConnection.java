package dev.taskq.server.grpc;

import dev.taskq.server.ConnectionLimits;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection. It is closed if it has no call in time, or if its peer does not read. Nothing more is read from a peer
 * that does not read: HTTP/2 bounds only the bytes of answers that wait for their peer, not those of statuses and of control
 * frames. The first handler of its pipeline. The thread of the connection runs it; its phase may be read by any thread.
 */
final class GrpcConnection extends ChannelDuplexHandler {
    private static final Logger LOG = LoggerFactory.getLogger(GrpcConnection.class);

    /** After so long without progress a connection gives way to a new one. */
    private static final long STALLED = Duration.ofSeconds(1).toNanos();

    private final Channel channel;
    private final ConnectionLimits limits;
    private final AtomicReference<Phase> phase = new AtomicReference<>(new Phase(Kind.NEW, System.nanoTime()));
    private final StreamPlaces places;
    private final KnownToken token = new KnownToken();
    private boolean watchesStreams;
    /** Since when its peer does not take what is written. */
    private volatile Optional<Blocked> blocked = Optional.empty();

    /**
     * Creates the handler of one connection.
     *
     * @param limits how long its first call may take to begin, and how long its peer may not read
     * @param places the places of the streams of all connections
     */
    GrpcConnection(Channel channel, ConnectionLimits limits, StreamPlaces places) {
        this.channel = channel;
        this.limits = limits;
        this.places = places;
    }

    /** What a connection does. */
    enum Kind {
        NEW,
        CALLS,
        BETWEEN,
        CLOSING;

        boolean isIdle() {
            return this == NEW || this == BETWEEN;
        }
    }

    record Phase(Kind kind, long since) {}

    /**
     * A peer that does not take what is written.
     *
     * @param since since when
     * @param progressAt when it has last taken something
     * @param left the bytes that it must take before there is room again
     * @param taken the bytes that it has taken of the frame that it takes
     */
    private record Blocked(long since, long progressAt, long left, long taken) {}

    /** The token that it has shown. */
    KnownToken token() {
        return token;
    }

    Phase phase() {
        return phase.get();
    }

    /** Whether its peer has read nothing for so long that it gives way. */
    boolean isStalled(long now) {
        return blocked.filter(it -> now - it.progressAt() >= STALLED).isPresent();
    }

    /**
     * Decides that it is closed, unless its phase has changed.
     *
     * @return whether the caller must close it
     */
    boolean takeForClosing(Phase seen) {
        return seen.kind() != Kind.CLOSING && phase.compareAndSet(seen, new Phase(Kind.CLOSING, seen.since()));
    }

    private void become(Kind next) {
        Phase seen = phase.get();
        if (seen.kind() != Kind.CLOSING && seen.kind() != next) {
            // Fails only if it has been taken for closing.
            phase.compareAndSet(seen, new Phase(next, System.nanoTime()));
        }
    }

    /** Closes it, once it was taken for closing. */
    void close() {
        channel.eventLoop().execute(this::sayGoodbye);
    }

    /** A call that its peer begins meanwhile is not processed, and the peer is told so: it may repeat it elsewhere. */
    @SuppressWarnings("FutureReturnValueIgnored") // the connection is closed, whether its peer reads that or not
    private void sayGoodbye() {
        try {
            Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
            if (http2 != null) {
                ChannelHandlerContext context = channel.pipeline().context(http2);
                int last = http2.connection().remote().lastStreamCreated();
                http2.goAway(context, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
                http2.flush(context);
            }
        } finally {
            channel.unsafe().close(channel.voidPromise());
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // closing reports its failure itself
    public void channelActive(ChannelHandlerContext context) throws Exception {
        context.executor().schedule(this::closeIfNew, limits.head().toNanos(), TimeUnit.NANOSECONDS);
        super.channelActive(context);
    }

    private void closeIfNew() {
        Phase seen = phase.get();
        if (channel.isActive() && seen.kind() == Kind.NEW && takeForClosing(seen)) {
            LOG.debug("a connection without a call is closed");
            sayGoodbye();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (!watchesStreams) {
            // gRPC adds it once the connection begins to speak HTTP/2.
            Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
            if (http2 != null) {
                http2.connection().addListener(new Streams(http2.connection()));
                BoundedStreams.of(http2, places, token::isShown);
                watchesStreams = true;
            }
        }
        super.channelRead(context, bytes);
    }

    private final class Streams extends Http2ConnectionAdapter {
        private final Http2Connection connection;

        Streams(Http2Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onStreamActive(Http2Stream stream) {
            become(Kind.CALLS);
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
            if (connection.numActiveStreams() == 0) {
                become(Kind.BETWEEN);
            }
        }
    }

    /** The codec asks for more even if the connection does not read by itself. */
    @Override
    public void read(ChannelHandlerContext context) throws Exception {
        if (blocked.isEmpty()) {
            super.read(context);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        if (channel.isWritable()) {
            blocked = Optional.empty();
            channel.config().setAutoRead(true);
        } else if (blocked.isEmpty()) {
            long now = System.nanoTime();
            blocked = Optional.of(new Blocked(now, now, Long.MAX_VALUE, 0));
            channel.config().setAutoRead(false);
            schedule(now);
        }
        super.channelWritabilityChanged(context);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a check reports its failure itself
    private void schedule(long since) {
        channel.eventLoop()
                .schedule(() -> check(since), StreamTimeouts.period(limits).toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Looks at what its peer has taken.
     *
     * @param since since when it was blocked when the check was scheduled
     */
    private void check(long since) {
        if (!channel.isActive()) {
            return;
        }
        blocked.filter(it -> it.since() == since).ifPresent(before -> {
            long now = System.nanoTime();
            long left = channel.bytesBeforeWritable();
            long taken = channel.unsafe().outboundBuffer().currentProgress();
            boolean progress = left < before.left() || taken != before.taken();
            Blocked it = new Blocked(since, progress ? now : before.progressAt(), left, taken);
            blocked = Optional.of(it);
            if (now - it.progressAt() >= limits.stall().toNanos()
                    || now - since >= limits.body().toNanos()) {
                LOG.debug("a connection whose peer does not read is closed");
                channel.unsafe().close(channel.voidPromise());
            } else {
                schedule(since);
            }
        });
    }
}
