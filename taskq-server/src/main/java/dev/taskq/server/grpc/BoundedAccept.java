package dev.taskq.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts connections up to a number, and closes those beyond it at once. */
final class BoundedAccept extends NioServerSocketChannel {
    private final AtomicInteger open;
    private final int most;

    /**
     * Creates the channel, not bound.
     *
     * @param open counts the open connections
     * @param most the most connections that are open at a time
     */
    BoundedAccept(AtomicInteger open, int most) {
        this.open = open;
        this.most = most;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is the future of the connection
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int read = super.doReadMessages(accepted);
        for (int i = accepted.size() - 1; i >= before; i--) {
            Channel connection = (Channel) accepted.get(i);
            if (open.incrementAndGet() > most) {
                open.decrementAndGet();
                accepted.remove(i);
                connection.unsafe().closeForcibly();
            } else {
                connection.closeFuture().addListener(closed -> open.decrementAndGet());
            }
        }
        return read;
    }
}
