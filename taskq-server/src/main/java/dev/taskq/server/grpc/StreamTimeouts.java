package dev.taskq.server.grpc;

import dev.taskq.server.ConnectionLimits;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resets the streams of one connection whose caller is too slow: the request does not arrive, or the answers are not read and stay in
 * memory. gRPC's server has no such limits. All streams are checked together now and then, so a call costs nothing. Used by the
 * thread of the connection.
 */
final class StreamTimeouts extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(StreamTimeouts.class);

    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
    private static final int CHECKS = 4;

    /** For the rest of a request, once the server stops. */
    private static final Duration WHEN_STOPPING = Duration.ofSeconds(1);

    private final ConnectionLimits limits;
    private final BooleanSupplier stopping;
    private Optional<Http2Connection.PropertyKey> key = Optional.empty();

    /**
     * Creates the handler of one connection.
     *
     * @param limits how long a request may take to arrive, an answer to be read, and an answer to make no progress
     * @param stopping whether the server stops: then the rest of a request must arrive soon
     */
    StreamTimeouts(ConnectionLimits limits, BooleanSupplier stopping) {
        this.limits = limits;
        this.stopping = stopping;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) throws Exception {
        schedule(context);
        super.channelActive(context);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a check reports its failure itself
    private void schedule(ChannelHandlerContext context) {
        context.executor().schedule(() -> check(context), period(limits).toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The time between two checks for progress: several fit into the time after which a peer is cut off. */
    static Duration period(ConnectionLimits limits) {
        Duration part = limits.stall().dividedBy(CHECKS);
        return part.compareTo(LONGEST_PERIOD) < 0 ? part : LONGEST_PERIOD;
    }

    private void check(ChannelHandlerContext context) {
        if (!context.channel().isActive()) {
            return;
        }
        try {
            // gRPC adds it once the connection has begun to speak HTTP/2.
            Http2ConnectionHandler http2 = context.pipeline().get(Http2ConnectionHandler.class);
            if (http2 != null && http2.connection().numActiveStreams() > 0) {
                resetSlow(http2, keyOf(http2), System.nanoTime());
            }
        } catch (Http2Exception | RuntimeException e) {
            LOG.warn("a slow stream could not be reset", e);
        } finally {
            schedule(context);
        }
    }

    /** The key of a stream's progress. */
    private Http2Connection.PropertyKey keyOf(Http2ConnectionHandler http2) {
        return key.orElseGet(() -> {
            Http2Connection.PropertyKey made = http2.connection().newKey();
            http2.decoder().frameListener(new Windows(http2, made));
            key = Optional.of(made);
            return made;
        });
    }

    private void resetSlow(Http2ConnectionHandler http2, Http2Connection.PropertyKey progressKey, long now)
            throws Http2Exception {
        Map<Integer, Http2Error> slow = new HashMap<>();
        http2.connection().forEachActiveStream(stream -> {
            StreamProgress progress = stream.getProperty(progressKey);
            if (progress == null) {
                progress = new StreamProgress(now);
                stream.setProperty(progressKey, progress);
            }
            var window = http2.connection().remote().flowController();
            progress.check(now, window.hasFlowControlled(stream), window.windowSize(stream));
            verdict(stream, progress, now).ifPresent(error -> slow.put(stream.id(), error));
            return true;
        });
        ChannelHandlerContext context = http2.encoder().flowController().channelHandlerContext();
        for (Map.Entry<Integer, Http2Error> each : slow.entrySet()) {
            reset(http2, context, each.getKey(), each.getValue());
        }
    }

    /** Why a stream is reset, if it is. */
    private Optional<Http2Error> verdict(Http2Stream stream, StreamProgress progress, long now) {
        if (progress.isPending(now, limits.body()) || progress.isStalled(now, limits.stall())) {
            return Optional.of(Http2Error.CANCEL);
        }
        if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
            // It is answered, and nothing that its caller still sends is read.
            return Optional.of(Http2Error.NO_ERROR);
        }
        if (stream.state() != Http2Stream.State.OPEN) {
            return Optional.empty();
        }
        if (stopping.getAsBoolean()) {
            progress.stops(now);
            // No call but reflection is begun before its request is at its end, so its caller may repeat it.
            Http2Error error = stream.isHeadersSent() ? Http2Error.CANCEL : Http2Error.REFUSED_STREAM;
            return progress.isStopping(now, WHEN_STOPPING) ? Optional.of(error) : Optional.empty();
        }
        // A stream of reflection that was answered may have more requests.
        return !stream.isHeadersSent() && progress.isOlder(now, limits.body())
                ? Optional.of(Http2Error.CANCEL)
                : Optional.empty();
    }

    /** As if the caller had reset it, if it is not answered yet, and tells the caller. */
    @SuppressWarnings("FutureReturnValueIgnored") // it fails only with its connection
    private static void reset(Http2ConnectionHandler http2, ChannelHandlerContext context, int stream, Http2Error error)
            throws Http2Exception {
        LOG.debug("a stream is reset because its caller is too slow stream={} code={}", stream, error.code());
        if (error != Http2Error.NO_ERROR) {
            http2.decoder().frameListener().onRstStreamRead(context, stream, error.code());
        }
        http2.resetStream(context, stream, error.code(), context.newPromise());
        context.flush();
    }

    /** Notes that a caller reads: it makes room for more. */
    private static final class Windows extends Http2FrameListenerDecorator {
        private final Http2Connection connection;
        private final Http2Connection.PropertyKey key;

        Windows(Http2ConnectionHandler http2, Http2Connection.PropertyKey key) {
            super(http2.decoder().frameListener());
            this.connection = http2.connection();
            this.key = key;
        }

        @Override
        public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int bytes) throws Http2Exception {
            Http2Stream of = connection.stream(stream);
            StreamProgress progress = of == null ? null : of.getProperty(key);
            if (progress != null) {
                progress.reads();
            }
            super.onWindowUpdateRead(context, stream, bytes);
        }
    }
}
