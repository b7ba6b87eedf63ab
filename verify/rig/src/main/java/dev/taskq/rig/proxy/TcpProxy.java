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
 * Forwards a port of the loopback interface to a server, and can fail as networks do: cut connections, go silent in one or
 * both directions, delay, refuse. Each connection alone, or all of them. Thread-safe.
 *
 * <p>Only what is said vanishes: a silent proxy still completes the handshake of a new connection, which then hears nothing.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BACKLOG = 512;

    private final ServerSocket listening;
    private final List<ProxiedConnection> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile Traffic traffic = Traffic.FREE;
    private volatile boolean refusing;
    private volatile InetSocketAddress server;

    private TcpProxy(ServerSocket listening, InetSocketAddress server) {
        this.listening = listening;
        this.server = server;
    }

    /**
     * Starts one.
     *
     * @param port where it listens; 0 for any port that is free
     * @param host where the server is
     * @param serverPort the server's port; nobody need listen there yet
     * @return the proxy, listening
     */
    public static TcpProxy start(int port, String host, int serverPort) {
        try {
            TcpProxy proxy = new TcpProxy(
                    new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()),
                    new InetSocketAddress(host, serverPort));
            Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return listening.getLocalPort();
    }

    /**
     * How many connections came, those refused not counted.
     *
     * @return the number since the start
     */
    public int accepted() {
        return accepted.get();
    }

    /**
     * The connections that are open, the oldest first.
     *
     * @return a snapshot
     */
    public List<ProxiedConnection> connections() {
        return List.copyOf(open);
    }

    /**
     * Changes how bytes pass, on the connections there are and on those to come.
     *
     * @param now the new traffic
     */
    public void traffic(Traffic now) {
        traffic = now;
        open.forEach(connection -> connection.traffic(now));
    }

    /** Makes the connections there are silent for ever, as a firewall does that lost its state; later ones are carried. */
    public void forget() {
        open.forEach(connection -> connection.traffic(Traffic.SILENT));
    }

    /** Ends the connections there are; later ones are carried. */
    public void cut() {
        open.forEach(ProxiedConnection::cut);
    }

    /**
     * Carries new connections to another server, as a name does that was changed. Those there are stay where they are.
     *
     * @param host where the server is
     * @param serverPort the server's port; nobody need listen there yet
     */
    public void redirect(String host, int serverPort) {
        server = new InetSocketAddress(host, serverPort);
    }

    /**
     * Refuses new connections, or carries them again. Those there are stay.
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
        // The traffic may have changed before the connection stood in the list.
        connection.traffic(traffic);
        Thread.ofVirtual().name("proxy-to-server").start(() -> connection.carry(server));
    }

    /** Listens no more and ends all connections. Any number of calls. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
