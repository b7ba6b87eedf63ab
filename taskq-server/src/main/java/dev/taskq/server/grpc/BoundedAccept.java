package dev.taskq.server.grpc;

import dev.taskq.server.ConnectionLimits;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Accepts connections up to a number, and closes those beyond it at once. Limits the times of their streams. */
final class BoundedAccept extends NioServerSocketChannel {
    private final AtomicInteger open;
    private final ConnectionLimits limits;
    private final BooleanSupplier stopping;

    /**
     * Creates the channel, not bound.
     *
     * @param open counts the open connections
     * @param limits the limits of connections, in number and in time
     * @param stopping whether the server stops
     */
    BoundedAccept(AtomicInteger open, ConnectionLimits limits, BooleanSupplier stopping) {
        this.open = open;
        this.limits = limits;
        this.stopping = stopping;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the future of the connection
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int read = super.doReadMessages(accepted);
        for (int i = accepted.size() - 1; i >= before; i--) {
            Channel connection = (Channel) accepted.get(i);
            if (open.incrementAndGet() > limits.connections()) {
                open.decrementAndGet();
                accepted.remove(i);
                connection.unsafe().closeForcibly();
            } else {
                connection.pipeline().addLast(new StreamTimeouts(limits, stopping));
                connection.closeFuture().addListener(closed -> open.decrementAndGet());
            }
        }
        return read;
    }
}
