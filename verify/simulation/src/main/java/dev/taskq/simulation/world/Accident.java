package dev.taskq.simulation.world;

import java.time.Duration;

/** The accidents at a call of a port. They affect the call, the calling process, or the surrounding world. */
public enum Accident {
    // Affect the call

    /** The call fails before it takes effect, and says so. */
    FAIL_BEFORE(Kind.CALL, 0, 0),
    /** The call takes effect, and its answer is lost. */
    FAIL_AFTER(Kind.CALL, 0, 0),
    /** A write is lost on its way, and the caller cannot know. */
    LOST(Kind.CALL, 0, 0),
    /** A write reaches the store only after the caller has given up. */
    LATE_START(Kind.CALL, 10, 8_000),
    /** A write holds its locks, and commits only after the caller has given up. */
    LATE_COMMIT(Kind.CALL, 10, 8_000),
    /** The call takes long and then succeeds. */
    SLOW(Kind.CALL, 50, 1_900),

    /** The call hangs in its client for very long and then succeeds. */
    STUCK(Kind.CALL, 12_000, 60_000),

    // Affect hints

    /** Hints vanish without an error. */
    HINTS_LOST(Kind.CALL, 0, 0),
    /** Hints are duplicated. */
    HINTS_DOUBLED(Kind.CALL, 0, 0),
    /** Hints arrive in reverse order. */
    HINTS_REVERSED(Kind.CALL, 0, 0),
    /** Hints arrive late. */
    HINTS_LATE(Kind.CALL, 100, 4_000),
    /**
     * Hints arrive with a stamp far ahead, which no clock can have shown. The longer the accident, the farther, up to
     * years.
     */
    HINTS_AHEAD(Kind.CALL, 1, 1_000),
    /** Hints arrive with a stamp far in the past, likewise. */
    HINTS_BEHIND(Kind.CALL, 1, 1_000),

    // Affect the process

    /** The process dies before its call takes effect. A new one starts later. */
    CRASH_BEFORE(Kind.PROCESS, 300, 5_000),
    /** The process dies after its call takes effect. A new one starts later. */
    CRASH_AFTER(Kind.PROCESS, 300, 5_000),
    /** The process freezes before its call takes effect, and continues later. */
    FREEZE_BEFORE(Kind.PROCESS, 300, 25_000),
    /** The process freezes after its call takes effect, and continues later. */
    FREEZE_AFTER(Kind.PROCESS, 300, 25_000),
    /** The process' connections to the store are closed, and refused for about a second. */
    CUT_BRIEFLY(Kind.PROCESS, 800, 1_400),
    /** The process cannot reach the store: connections are refused. */
    CUT_STORE(Kind.PROCESS, 300, 20_000),
    /** The process cannot reach the store, and gets no error. */
    CUT_STORE_SILENTLY(Kind.PROCESS, 300, 20_000),
    /**
     * All calls of the process except heartbeats reach a server that accepts no writes, as with a pool after a
     * failover.
     */
    POOL_READ_ONLY(Kind.PROCESS, 1_000, 25_000),
    /** The process cannot reach the queue. */
    CUT_QUEUE(Kind.PROCESS, 300, 20_000),
    /** The process can reach neither, and gets no error. */
    CUT_BOTH(Kind.PROCESS, 300, 20_000),

    // Affect the world

    /** All processes except one lose the store at once, and get no error. */
    CUT_MOST(Kind.WORLD, 3_000, 40_000),
    /**
     * Requests of all processes except one reach the store, and no answer comes back. Each process closes its connections
     * at its own time-outs, seconds apart; from then on its requests do not arrive either.
     */
    MOST_UNANSWERED(Kind.WORLD, 3_000, 40_000),
    /** The leading process freezes. */
    FREEZE_LEADER(Kind.WORLD, 1_000, 30_000),
    /** The store does not answer. */
    STORE_DOWN(Kind.WORLD, 100, 15_000),
    /** The store crashes, loses what was not synced, and comes back. */
    STORE_CRASH(Kind.WORLD, 100, 4_000),
    /** Another transaction holds the rows of this call. */
    LOCK_ROWS(Kind.WORLD, 5, 15_000),
    /** Another transaction holds the whole table. */
    LOCK_TABLE(Kind.WORLD, 500, 30_000),
    /** The store's clock jumps ahead. */
    CLOCK_FORWARD(Kind.WORLD, 2_000, 3_600_000),
    /** The store's clock jumps back. */
    CLOCK_BACK(Kind.WORLD, 2_000, 20_000),
    /** The store is restored, after a while, to its present content. The processes continue meanwhile. */
    STORE_SET_BACK(Kind.WORLD, 300, 15_000),
    /** The store loses the locks and connections of all processes, and continues. */
    LOCKS_DROPPED(Kind.WORLD, 0, 0),
    /** The queue does not answer. */
    QUEUE_DOWN(Kind.WORLD, 300, 15_000),
    /** The queue refuses writes. */
    QUEUE_READ_ONLY(Kind.WORLD, 300, 15_000),
    /** The queue loses everything. */
    QUEUE_FLUSHED(Kind.WORLD, 0, 0),
    /** The queue returns to an earlier content. */
    QUEUE_SET_BACK(Kind.WORLD, 0, 0);

    /** The target of an accident. */
    public enum Kind {
        /** One call. */
        CALL,
        /** The calling process. */
        PROCESS,
        /** The surrounding world. */
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
     * The target.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The shortest length.
     *
     * @return the time; zero if it has no length
     */
    public Duration shortest() {
        return Duration.ofMillis(shortest);
    }

    /**
     * The longest length.
     *
     * @return the time; zero if it has no length
     */
    public Duration longest() {
        return Duration.ofMillis(longest);
    }
}
