package dev.taskq.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Connection;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Headers;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Stream;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Refuses streams of one connection for which there is no place, before gRPC makes a call of them: a call that is refused
 * still costs some KiB until its answer is sent. The caller may repeat a call that is refused here. Used by the thread of
 * the connection.
 */
final class BoundedStreams extends Http2FrameListenerDecorator {
    private final Http2ConnectionHandler http2;
    private final Http2Connection.PropertyKey key;
    private final StreamPlaces places;
    private final BooleanSupplier isKnown;

    private BoundedStreams(Http2ConnectionHandler http2, StreamPlaces places, BooleanSupplier isKnown) {
        super(http2.decoder().frameListener());
        this.http2 = http2;
        this.key = http2.connection().newKey();
        this.places = places;
        this.isKnown = isKnown;
    }

    /**
     * Bounds the streams of a connection, which has none yet.
     *
     * @param isKnown whether the connection has shown a valid token
     */
    static void of(Http2ConnectionHandler http2, StreamPlaces places, BooleanSupplier isKnown) {
        BoundedStreams bounded = new BoundedStreams(http2, places, isKnown);
        http2.decoder().frameListener(bounded);
        http2.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                StreamPlaces.Place place = stream.removeProperty(bounded.key);
                if (place != null) {
                    place.leave();
                }
            }
        });
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (hasPlace(context, stream)) {
            super.onHeadersRead(context, stream, headers, padding, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if (hasPlace(context, stream)) {
            super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it fails only with its connection
    private boolean hasPlace(ChannelHandlerContext context, int id) {
        Http2Stream stream = http2.connection().stream(id);
        if (stream == null || stream.getProperty(key) != null) {
            return true;
        }
        boolean isOnly = http2.connection().numActiveStreams() <= 1;
        Optional<StreamPlaces.Place> place = places.take(isKnown.getAsBoolean(), isOnly);
        if (place.isPresent()) {
            stream.setProperty(key, place.get());
        } else {
            http2.resetStream(context, id, Http2Error.REFUSED_STREAM.code(), context.newPromise());
        }
        return place.isPresent();
    }
}
