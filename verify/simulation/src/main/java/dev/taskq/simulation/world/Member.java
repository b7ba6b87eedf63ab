package dev.taskq.simulation.world;

import dev.taskq.spi.QueuePort;
import dev.taskq.spi.StorePort;
import java.time.Duration;

/** A process of a {@link World}, with its own connections to the store and the queue. Used by actors only. */
public final class Member {
    private final World world;
    private final SimulatedProcess process;
    private final StorePort store;
    private final QueuePort queue;
    final Link storeLink = new Link();
    final Link queueLink = new Link();
    private long calls;
    private long connectedAt;
    private boolean cutOff;
    private long dutyCallSince = -1;
    private long impairedFrom;
    private long impairedUntil;
    private long readOnlyFrom;
    private long readOnlyUntil;

    Member(World world, SimulatedProcess process, Connections connections) {
        this.world = world;
        this.process = process;
        this.connectedAt = world.nanoTime();
        this.store = connections.store(this);
        this.queue = connections.queue(this);
    }

    /** Creates a member's connections. */
    interface Connections {
        StorePort store(Member member);

        QueuePort queue(Member member);
    }

    /** A connection that can be cut. */
    static final class Link {
        private long cutUntil;
        private boolean silent;
        private long heartbeatsArriveUntil;
        private long othersArriveUntil;

        void cut(long until, boolean silently) {
            cutUntil = Math.max(cutUntil, until);
            silent = silently;
            heartbeatsArriveUntil = 0;
            othersArriveUntil = 0;
        }

        /** No answers arrive from now until then. Requests arrive until their connections are closed. */
        void loseAnswers(long now, long until, long heartbeatsArrive, long othersArrive) {
            if (isCut(now)) {
                // What was closed stays closed.
                cutUntil = Math.max(cutUntil, until);
                return;
            }
            cut(until, true);
            heartbeatsArriveUntil = heartbeatsArrive;
            othersArriveUntil = othersArrive;
        }

        /** Until when a request arrives although the connection is cut. */
        long arrivesUntil(Operation operation) {
            return operation.isOfHeartbeats() ? heartbeatsArriveUntil : othersArriveUntil;
        }

        /** Whether the connections of requests without an answer are closed at that time. */
        boolean closesAt(long time) {
            return othersArriveUntil == time;
        }

        boolean isCut(long now) {
            return now < cutUntil;
        }

        boolean isSilent() {
            return silent;
        }

        long cutUntil() {
            return cutUntil;
        }
    }

    /**
     * Its name.
     *
     * @return the name
     */
    public String name() {
        return process.name();
    }

    /**
     * Its actors.
     *
     * @return the process
     */
    public SimulatedProcess process() {
        return process;
    }

    /**
     * The store, through this process's connection.
     *
     * @return its connection
     */
    public StorePort store() {
        return store;
    }

    /**
     * Begins a transaction of a handler, on a connection of its own.
     *
     * @return the transaction
     */
    public HandlerTransaction begin() {
        return world.begin(this);
    }

    /**
     * The queue, through this process's connection.
     *
     * @return its connection
     */
    public QueuePort queue() {
        return queue;
    }

    /**
     * Kills the process.
     *
     * @param away when a new process must replace it
     */
    public void crash(Duration away) {
        world.crash(this, away);
    }

    /**
     * Whether it has been frozen, or cut from the store, for some time.
     *
     * @param atLeast for how long
     * @return true if it has, without a break, until now or a moment ago
     */
    public boolean isImpaired(Duration atLeast) {
        long now = world.nanoTime();
        return now <= impairedUntil + World.MOMENT.toNanos() && now - impairedFrom >= atLeast.toNanos();
    }

    /**
     * Whether the store knows that it is gone. Ends with its next heartbeat.
     *
     * @return true if the store knows it
     */
    public boolean isCutOff() {
        return cutOff;
    }

    /**
     * Whether the store knows that it is gone, or knew it a moment ago. An observer that saw it then may act on it now,
     * when the process is back.
     *
     * @return true if the store knows or knew it
     */
    public boolean wasCutOff() {
        return connectedFor().compareTo(World.MOMENT) <= 0;
    }

    /** Its connection is gone, and the store has noticed. */
    void disconnected() {
        cutOff = true;
    }

    /** It has sent a heartbeat, possibly on a new connection. */
    void heardFrom() {
        if (cutOff) {
            cutOff = false;
            connectedAt = world.nanoTime();
        }
    }

    /** The age of its connection. */
    Duration connectedFor() {
        return Duration.ofNanos(cutOff ? 0 : world.nanoTime() - connectedAt);
    }

    /**
     * When it last continued after it was frozen.
     *
     * @return the virtual time since the start; zero if it was never frozen
     */
    public Duration thawedAt() {
        return Duration.ofNanos(process.frozenUntil());
    }

    /** How long a duty of the leader has waited in one call of the store, other than a heartbeat; zero if none waits. */
    Duration inDutyFor() {
        return Duration.ofNanos(dutyCallSince < 0 ? 0 : world.nanoTime() - dutyCallSince);
    }

    /** Its pool reaches a server that accepts no writes, for a while. */
    void readOnly(Duration time) {
        if (!isReadOnly()) {
            readOnlyFrom = world.nanoTime();
        }
        readOnlyUntil = Math.max(readOnlyUntil, world.nanoTime() + time.toNanos());
    }

    boolean isReadOnly() {
        return world.nanoTime() < readOnlyUntil;
    }

    /**
     * How long its pool has reached a server that accepts no writes.
     *
     * @return the time; zero if it reaches the right server
     */
    public Duration readOnlyFor() {
        return isReadOnly() ? Duration.ofNanos(world.nanoTime() - readOnlyFrom) : Duration.ZERO;
    }

    void inDuty(boolean in) {
        dutyCallSince = in ? world.nanoTime() : -1;
    }

    long nextCall() {
        return calls++;
    }

    /** Records that it cannot heartbeat for a while. */
    void impaired(Duration time) {
        long now = world.nanoTime();
        if (now > impairedUntil + World.MOMENT.toNanos()) {
            impairedFrom = now;
        }
        impairedUntil = Math.max(impairedUntil, now + time.toNanos());
    }
}
