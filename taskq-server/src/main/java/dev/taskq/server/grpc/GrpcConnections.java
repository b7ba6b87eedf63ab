package dev.taskq.server.grpc;

import dev.taskq.server.ConnectionLimits;
import dev.taskq.server.grpc.GrpcConnection.Kind;
import dev.taskq.server.grpc.GrpcConnection.Phase;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import java.net.SocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * All open connections of one listener, bounded in number. If the limit is reached, connections without a call are
 * closed, and those with a peer that reads nothing of its answers. Connections that never had a call and stalled ones
 * go first, connections that have served calls go last; the oldest first in each group. If there is none of them, the
 * new connection is closed. Thread-safe; only the thread that accepts connections admits them.
 */
final class GrpcConnections {
    /**
     * One in so many connections is closed at once, so that a flood of new ones does not search all others each time.
     */
    private static final int SHARE_CLOSED_AT_ONCE = 64;

    private static final Comparator<Closable> FIRST_TO_GO = Comparator.comparing(
                    (Closable it) -> it.when().kind() == Kind.BETWEEN)
            .thenComparingLong(it -> it.when().since());

    private final ConnectionLimits limits;
    private final BooleanSupplier stopping;
    private final StreamPlaces places;
    private final Set<GrpcConnection> open = ConcurrentHashMap.newKeySet();
    /** By the address of the peer, by which gRPC tells them apart. */
    private final Map<SocketAddress, GrpcConnection> peers = new ConcurrentHashMap<>();

    /** Connections that have given way and are not closed yet: they still have a file descriptor. */
    private final AtomicInteger closing = new AtomicInteger();

    /**
     * Creates an empty set of connections.
     *
     * @param limits the limits of connections, in number and in time
     * @param stopping whether the server stops
     */
    GrpcConnections(ConnectionLimits limits, BooleanSupplier stopping) {
        this.limits = limits;
        this.stopping = stopping;
        this.places = new StreamPlaces(limits.connections());
    }

    private record Closable(GrpcConnection connection, Phase when) {}

    /** The token of the connection of a peer. */
    Optional<KnownToken> tokenOf(SocketAddress peer) {
        return Optional.ofNullable(peers.get(peer)).map(GrpcConnection::token);
    }

    int size() {
        return open.size();
    }

    /**
     * Adds a connection and its handlers, if there is room or room can be made.
     *
     * @param channel the connection, whose pipeline is still empty
     * @return whether there is room; else the connection must be closed
     */
    @SuppressWarnings("FutureReturnValueIgnored") // it is the future of the connection
    boolean admit(Channel channel) {
        if (open.size() >= limits.connections() && !makeRoom()) {
            return false;
        }
        GrpcConnection connection = new GrpcConnection(channel, limits, places);
        Optional<SocketAddress> peer = Optional.ofNullable(channel.remoteAddress());
        peer.ifPresent(address -> peers.put(address, connection));
        open.add(connection);
        channel.closeFuture().addListener(closed -> {
            peer.ifPresent(address -> peers.remove(address, connection));
            if (!open.remove(connection)) {
                closing.decrementAndGet();
            }
        });
        channel.pipeline().addLast(connection, new StreamTimeouts(limits, stopping));
        return true;
    }

    private boolean makeRoom() {
        int wanted = 1 + limits.connections() / SHARE_CLOSED_AT_ONCE;
        if (closing.get() > wanted) {
            return false;
        }
        long now = System.nanoTime();
        List<Closable> closable = open.stream()
                .map(connection -> new Closable(connection, connection.phase()))
                .filter(it -> it.when().kind().isIdle() || it.connection().isStalled(now))
                .sorted(FIRST_TO_GO)
                .toList();
        int closed = 0;
        for (Closable it : closable) {
            if (closed == wanted) {
                break;
            }
            closed += giveWay(it) ? 1 : 0;
        }
        return closed > 0;
    }

    private boolean giveWay(Closable it) {
        if (!it.connection().takeForClosing(it.when())) {
            return false;
        }
        closing.incrementAndGet();
        if (!open.remove(it.connection())) {
            // It has closed meanwhile, and that has not counted it as one that gave way.
            closing.decrementAndGet();
        }
        it.connection().close();
        return true;
    }
}
