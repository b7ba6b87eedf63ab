package dev.taskq.rig.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forwards a port of the loopback interface to a server, with the faults of networks: it can cut connections, go silent
 * in one or both directions, delay, and refuse. Faults affect single connections or all of them. Thread-safe.
 *
 * Only data vanishes: a silent proxy still completes the handshake of a new connection, which then receives nothing.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 512;

    private final ServerSocket listening;
    private final List<ProxiedConnection> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Thread accepting;
    private volatile Traffic traffic = Traffic.FREE;
    private volatile boolean refusing;
    private volatile InetSocketAddress server;

    private TcpProxy(ServerSocket listening, InetSocketAddress server) {
        this.listening = listening;
        this.server = server;
        this.accepting = Thread.ofVirtual().name("proxy-accept").unstarted(this::accept);
    }

    /**
     * Starts a proxy.
     *
     * @param port the port to listen on; 0 for any free port
     * @param host the server's host
     * @param serverPort the server's port; no server need listen yet
     * @return the proxy, listening
     */
    public static TcpProxy start(int port, String host, int serverPort) {
        try {
            TcpProxy proxy = new TcpProxy(
                    new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()),
                    new InetSocketAddress(host, serverPort));
            proxy.accepting.start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The port on which it listens.
     *
     * @return the port
     */
    public int port() {
        return listening.getLocalPort();
    }

    /**
     * The number of accepted connections, without refused ones.
     *
     * @return the number since the start
     */
    public int accepted() {
        return accepted.get();
    }

    /**
     * The open connections, the oldest first.
     *
     * @return a snapshot
     */
    public List<ProxiedConnection> connections() {
        return List.copyOf(open);
    }

    /**
     * Changes how bytes pass, on existing and future connections.
     *
     * @param now the new traffic
     */
    public void traffic(Traffic now) {
        traffic = now;
        open.forEach(connection -> connection.traffic(now));
    }

    /** Makes the existing connections silent forever, like a firewall that lost its state. Later ones are forwarded. */
    public void forget() {
        open.forEach(connection -> connection.traffic(Traffic.SILENT));
    }

    /** Cuts the existing connections. Later ones are forwarded. */
    public void cut() {
        open.forEach(ProxiedConnection::cut);
    }

    /**
     * Forwards new connections to another server, like a changed host name. Existing ones stay with their server.
     *
     * @param host the server's host
     * @param serverPort the server's port; no server need listen yet
     */
    public void redirect(String host, int serverPort) {
        server = new InetSocketAddress(host, serverPort);
    }

    /**
     * Refuses new connections, or forwards them again. Existing ones stay.
     *
     * @param now whether to refuse
     */
    public void refuse(boolean now) {
        refusing = now;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                if (refusing) {
                    ProxiedConnection.reset(client);
                } else {
                    carry(client);
                }
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void carry(Socket client) {
        accepted.incrementAndGet();
        ProxiedConnection connection = new ProxiedConnection(client, traffic, open::remove);
        open.add(connection);
        // The traffic may have changed before the connection was added to the list.
        connection.traffic(traffic);
        Thread.ofVirtual().name("proxy-to-server").start(() -> connection.carry(server));
    }

    /** Stops listening and ends all connections: a later connection is refused. May be called repeatedly. */
    @Override
    public void close() {
        try {
            listening.close();
            // The socket of a virtual thread that accepts listens until that thread has run once more.
            accepting.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cut();
    }
}
