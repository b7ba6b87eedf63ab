package dev.taskq.rig.proxy;

import dev.taskq.rig.proxy.Traffic.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** One connection through a {@link TcpProxy}. Thread-safe. */
public final class ProxiedConnection {
    private static final int BUFFER = 64 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Consumer<ProxiedConnection> ended;
    private Traffic traffic;
    private int directionsOpen = 2;
    private boolean closed;

    ProxiedConnection(Socket client, Traffic traffic, Consumer<ProxiedConnection> ended) {
        this.client = client;
        this.traffic = traffic;
        this.ended = ended;
    }

    /** Connects to the server as soon as traffic to it is allowed, and forwards from then on. */
    void carry(InetSocketAddress to) {
        try {
            if (!awaitPassage(Direction.TO_SERVER, System.nanoTime())) {
                return;
            }
            server.connect(to);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException e) {
            // No server listens, or the connection was cut meanwhile.
            cut();
            return;
        }
        Thread.ofVirtual().name("proxy-to-client").start(() -> pump(server, client, Direction.TO_CLIENT));
        pump(client, server, Direction.TO_SERVER);
    }

    /**
     * Changes how bytes pass. Held bytes are passed on if the new traffic allows it.
     *
     * @param now the new traffic
     */
    public void traffic(Traffic now) {
        lock.lock();
        try {
            traffic = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Resets the connection on both sides. */
    public void cut() {
        if (close()) {
            reset(client);
            reset(server);
        }
    }

    private boolean close() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        ended.accept(this);
        return true;
    }

    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!awaitPassage(direction, System.nanoTime())) {
                    return;
                }
                out.write(buffer, 0, length);
            }
            if (awaitPassage(direction, System.nanoTime())) {
                to.shutdownOutput();
                end();
            }
        } catch (IOException e) {
            // One side has disconnected without closing; the other is told as soon as the traffic allows it.
            if (awaitPassage(direction, System.nanoTime())) {
                cut();
            }
        }
    }

    /** One direction was closed. The connection ends with the second one. */
    private void end() throws IOException {
        boolean last;
        lock.lock();
        try {
            last = --directionsOpen == 0;
        } finally {
            lock.unlock();
        }
        if (last && close()) {
            client.close();
            server.close();
        }
    }

    /** Waits until bytes read at a moment may be passed on; returns false if the connection was cut. */
    private boolean awaitPassage(Direction direction, long readAt) {
        lock.lock();
        try {
            while (!closed) {
                long late = traffic.delay().toNanos() - (System.nanoTime() - readAt);
                if (!traffic.passes(direction)) {
                    changed.awaitUninterruptibly();
                } else if (late > 0) {
                    changed.await(late, TimeUnit.NANOSECONDS);
                } else {
                    return true;
                }
            }
            return false;
        } catch (InterruptedException e) {
            // The threads of a proxy are never interrupted.
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
