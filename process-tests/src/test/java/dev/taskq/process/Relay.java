package dev.taskq.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes a server appear on a port of this machine. Thread-safe. */
final class Relay implements AutoCloseable {
    private final ServerSocket listening;
    private final URI target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger served = new AtomicInteger();

    private Relay(ServerSocket listening, URI target) {
        this.listening = listening;
        this.target = target;
    }

    static Relay start(int port, URI target) throws IOException {
        Relay relay = new Relay(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), target);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    /** How many connections came. */
    int served() {
        return served.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket from = listening.accept();
                open.add(from);
                Socket to = new Socket(target.getHost(), target.getPort());
                open.add(to);
                served.incrementAndGet();
                pump(from, to);
                pump(to, from);
            } catch (IOException e) {
                // The relay was closed, or the server behind it is away; whoever connected sees it.
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pump(Socket from, Socket to) {
        Thread.ofVirtual().start(() -> {
            try (from;
                    to) {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // One side went away, and the other is closed with it.
            }
        });
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
