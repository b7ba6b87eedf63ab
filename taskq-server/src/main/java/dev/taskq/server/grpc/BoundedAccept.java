package dev.taskq.server.grpc;

import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;

/** Accepts connections for which there is room, and closes others at once. */
final class BoundedAccept extends NioServerSocketChannel {
    private final GrpcConnections connections;

    /**
     * Creates the channel, not bound.
     *
     * @param connections the open connections
     */
    BoundedAccept(GrpcConnections connections) {
        this.connections = connections;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        int before = accepted.size();
        int read = super.doReadMessages(accepted);
        for (int i = accepted.size() - 1; i >= before; i--) {
            Channel connection = (Channel) accepted.get(i);
            if (!connections.admit(connection)) {
                accepted.remove(i);
                connection.unsafe().closeForcibly();
            }
        }
        return read;
    }
}
