package dev.taskq.simulation.world;

import java.time.Duration;

/** What can go wrong at a call of a port: with the call, with the process that makes it, or with the world around. */
public enum Accident {
    // The call

    /** Fails before it took effect, and says so. */
    FAIL_BEFORE(Kind.CALL, 0, 0),
    /** Takes effect, and its answer is lost. */
    FAIL_AFTER(Kind.CALL, 0, 0),
    /** A write that is lost on its way; the caller cannot know. */
    LOST(Kind.CALL, 0, 0),
    /** A write that reaches the store only after the caller has given it up. */
    LATE_START(Kind.CALL, 10, 8_000),
    /** A write that holds its locks and commits only after the caller has given it up. */
    LATE_COMMIT(Kind.CALL, 10, 8_000),
    /** Takes long, and then goes well. */
    SLOW(Kind.CALL, 50, 1_900),

    /** Hangs in its client for very long, and then goes well. */
    STUCK(Kind.CALL, 12_000, 60_000),

    // Hints

    /** Hints vanish without a word. */
    HINTS_LOST(Kind.CALL, 0, 0),
    /** Hints are there twice. */
    HINTS_DOUBLED(Kind.CALL, 0, 0),
    /** Hints arrive the last one first. */
    HINTS_REVERSED(Kind.CALL, 0, 0),
    /** Hints arrive late. */
    HINTS_LATE(Kind.CALL, 100, 4_000),
    /** Hints arrive with a stamp far ahead, which no clock can have told: the longer it lasts, the farther, up to years. */
    HINTS_AHEAD(Kind.CALL, 1, 1_000),
    /** Hints arrive with a stamp far back, likewise. */
    HINTS_BEHIND(Kind.CALL, 1, 1_000),

    // The process

    /** The process dies before its call took effect; a new one starts later. */
    CRASH_BEFORE(Kind.PROCESS, 300, 5_000),
    /** The process dies after its call took effect; a new one starts later. */
    CRASH_AFTER(Kind.PROCESS, 300, 5_000),
    /** The process stands still before its call took effect, and goes on later. */
    FREEZE_BEFORE(Kind.PROCESS, 300, 25_000),
    /** The process stands still after its call took effect, and goes on later. */
    FREEZE_AFTER(Kind.PROCESS, 300, 25_000),
    /** The process' connections to the store are closed, and refused for about a second. */
    CUT_BRIEFLY(Kind.PROCESS, 800, 1_400),
    /** The process cannot reach the store: connections are refused. */
    CUT_STORE(Kind.PROCESS, 300, 20_000),
    /** The process cannot reach the store, and hears nothing. */
    CUT_STORE_SILENTLY(Kind.PROCESS, 300, 20_000),
    /** All calls of the process but its heartbeats reach a server that takes no writes, as a pool does after a failover. */
    POOL_READ_ONLY(Kind.PROCESS, 1_000, 25_000),
    /** The process cannot reach the queue. */
    CUT_QUEUE(Kind.PROCESS, 300, 20_000),
    /** The process can reach neither, and hears nothing. */
    CUT_BOTH(Kind.PROCESS, 300, 20_000),

    // The world

    /** All processes but one lose the store at once, and hear nothing. */
    CUT_MOST(Kind.WORLD, 3_000, 40_000),
    /** The process that leads stands still. */
    FREEZE_LEADER(Kind.WORLD, 1_000, 30_000),
    /** The store does not answer. */
    STORE_DOWN(Kind.WORLD, 100, 15_000),
    /** The store crashes, forgets what was not synced, and comes back. */
    STORE_CRASH(Kind.WORLD, 100, 4_000),
    /** Somebody's transaction holds the rows of this call. */
    LOCK_ROWS(Kind.WORLD, 5, 15_000),
    /** Somebody's transaction holds the whole table. */
    LOCK_TABLE(Kind.WORLD, 500, 30_000),
    /** The store's clock jumps ahead. */
    CLOCK_FORWARD(Kind.WORLD, 2_000, 3_600_000),
    /** The store's clock jumps back. */
    CLOCK_BACK(Kind.WORLD, 2_000, 20_000),
    /** The store is restored, after a while, to what it holds now; processes go on beside it. */
    STORE_SET_BACK(Kind.WORLD, 300, 15_000),
    /** The store loses every process' lock and connection, and goes on. */
    LOCKS_DROPPED(Kind.WORLD, 0, 0),
    /** The queue does not answer. */
    QUEUE_DOWN(Kind.WORLD, 300, 15_000),
    /** The queue refuses writes. */
    QUEUE_READ_ONLY(Kind.WORLD, 300, 15_000),
    /** The queue loses everything. */
    QUEUE_FLUSHED(Kind.WORLD, 0, 0),
    /** The queue comes back as it was a while ago. */
    QUEUE_SET_BACK(Kind.WORLD, 0, 0);

    /** What is struck. */
    public enum Kind {
        /** One call. */
        CALL,
        /** The process that calls. */
        PROCESS,
        /** What is around. */
        WORLD
    }

    private final Kind kind;
    private final long shortest;
    private final long longest;

    Accident(Kind kind, long shortest, long longest) {
        this.kind = kind;
        this.shortest = shortest;
        this.longest = longest;
    }

    /**
     * What it strikes.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The shortest that it lasts.
     *
     * @return the time; zero where it has no length
     */
    public Duration shortest() {
        return Duration.ofMillis(shortest);
    }

    /**
     * The longest that it lasts.
     *
     * @return the time; zero where it has no length
     */
    public Duration longest() {
        return Duration.ofMillis(longest);
    }
}
