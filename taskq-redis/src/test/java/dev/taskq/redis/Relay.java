package dev.taskq.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands between a client and a server, and can forget connections as a firewall does: no packet, and no end either. */
final class Relay implements AutoCloseable {
    private final ServerSocket door;
    private final URI server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile AtomicBoolean forgotten = new AtomicBoolean();

    Relay(String uri) throws IOException {
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server = URI.create(uri);
        Thread.ofVirtual().start(this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + door.getLocalPort();
    }

    /** Swallows all that passes on the connections there are. Later ones are carried. */
    void forgetConnections() {
        forgotten.set(true);
        forgotten = new AtomicBoolean();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Socket behind = new Socket(server.getHost(), server.getPort());
                sockets.addAll(List.of(client, behind));
                AtomicBoolean swallow = forgotten;
                Thread.ofVirtual().start(() -> carry(client, behind, swallow));
                Thread.ofVirtual().start(() -> carry(behind, client, swallow));
            }
        } catch (SocketException e) {
            // Closed.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void carry(Socket from, Socket to, AtomicBoolean swallow) {
        byte[] buffer = new byte[8_192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!swallow.get()) {
                    out.write(buffer, 0, length);
                }
            }
        } catch (IOException e) {
            // One side has gone.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
