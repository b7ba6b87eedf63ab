package dev.taskq.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A connection as Helidon's HTTP/1 code sees it. It is the original, except that its bytes pass through
 * {@link HttpConnection}.
 *
 * @param context the original connection
 * @param connection the wrapper
 * @param dataReader the source of requests
 */
record ConnectionView(ConnectionContext context, HttpConnection connection, DataReader dataReader)
        implements ConnectionContext, DataWriter {
    @Override
    public DataWriter dataWriter() {
        return this;
    }

    @Override
    public void write(BufferData... buffers) {
        connection.answer(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        connection.answer(buffer);
    }

    /** Bytes written at once are not a response yet but the permission to send a body (100 Continue). */
    @Override
    public void writeNow(BufferData... buffers) {
        connection.send(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        connection.send(buffer);
    }

    @Override
    public void flush() {
        context.dataWriter().flush();
    }

    @Override
    public ListenerContext listenerContext() {
        return context.listenerContext();
    }

    @Override
    public ExecutorService executor() {
        return context.executor();
    }

    @Override
    public Router router() {
        return context.router();
    }

    @Override
    public Optional<ProxyProtocolData> proxyProtocolData() {
        return context.proxyProtocolData();
    }

    @Override
    public HelidonSocket serverSocket() {
        return context.serverSocket();
    }

    @Override
    public PeerInfo remotePeer() {
        return context.remotePeer();
    }

    @Override
    public PeerInfo localPeer() {
        return context.localPeer();
    }

    @Override
    public boolean isSecure() {
        return context.isSecure();
    }

    @Override
    public String socketId() {
        return context.socketId();
    }

    @Override
    public String childSocketId() {
        return context.childSocketId();
    }
}
