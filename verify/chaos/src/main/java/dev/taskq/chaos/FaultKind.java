package dev.taskq.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kinds of faults. */
enum FaultKind {
    /** {@code kill -9} of an agent in the middle of its tasks. */
    AGENT_KILL(Scope.AGENT, 5, 15, 0),
    /** The same agent killed again and again. */
    AGENT_KILL_LOOP(Scope.AGENT, 1, 30, 2),
    /** SIGSTOP of an agent for longer than the time-out, then SIGCONT. */
    AGENT_FREEZE(Scope.AGENT, 2, 20, 2),
    /** An agent's packets disappear in both directions. */
    AGENT_SILENT(Scope.AGENT, 2, 20, 2),
    /** An agent's packets disappear in one direction. */
    AGENT_ONE_WAY(Scope.AGENT, 2, 20, 2),
    /** An agent's connections are closed, and new ones are refused. */
    AGENT_CUT(Scope.AGENT, 2, 12, 2),
    /** An agent's connections are closed, and new ones are refused for one second, as when a gateway restarts. */
    AGENT_BRIEF_CUT(Scope.AGENT, 2, 4, 4),
    /** An agent's connections are closed again and again; new ones work. */
    AGENT_RESETS(Scope.AGENT, 1, 10, 2),
    /** An agent's packets are late. */
    AGENT_DELAY(Scope.AGENT, 1, 12, 1),
    /** A firewall forgets an agent's connections. */
    AGENT_FORGOTTEN(Scope.AGENT, 1, 12, 1),

    /** {@code kill -9} of a coordinator in the middle of submits. */
    COORDINATOR_KILL(Scope.COORDINATOR, 3, 15, 4),
    /** SIGSTOP of a coordinator, possibly the leader, then SIGCONT. */
    COORDINATOR_FREEZE(Scope.COORDINATOR, 1, 20, 12),
    /** Only the coordinators lose Redis. */
    COORDINATORS_WITHOUT_REDIS(Scope.COORDINATOR, 1, 12, 2),

    /** {@code kill -9} of an application in the middle of its transactions. */
    APPLICATION_KILL(Scope.APPLICATION, 3, 8, 1),
    /** SIGSTOP of an application with open transactions, then SIGCONT. */
    APPLICATION_FREEZE(Scope.APPLICATION, 1, 20, 1),
    /** An application's packets disappear in both directions. */
    APPLICATION_SILENT(Scope.APPLICATION, 1, 20, 1),
    /** An application's connections are closed, and new ones are refused. */
    APPLICATION_CUT(Scope.APPLICATION, 2, 12, 1),

    /** {@code kill -9} of Redis, which comes back with its append only file. */
    REDIS_KILL(Scope.REDIS, 2, 15, 3),
    /** {@code kill -9} of Redis, which comes back empty. */
    REDIS_WIPE(Scope.REDIS, 2, 20, 3),
    /** {@code FLUSHALL}. */
    FLUSHALL(Scope.REDIS, 3, 15, 3),
    /** Redis answers reads and refuses writes. */
    REDIS_READ_ONLY(Scope.REDIS, 1, 15, 3),
    /** Redis is out of memory. */
    REDIS_FULL(Scope.REDIS, 1, 15, 3),
    /** SIGSTOP of Redis: it neither answers nor refuses. */
    REDIS_FREEZE(Scope.REDIS, 1, 12, 3),
    /** Redis is down for 1, 3, 8 or 20 s, and comes back with its data. */
    REDIS_OUTAGE(Scope.REDIS, 2, 25, 3),
    /**
     * A failover of Redis: another server becomes the master. The old one becomes its replica and keeps its
     * connections.
     */
    REDIS_SWITCH(Scope.REDIS, 2, 25, 3),

    /** {@code kill -9} of Postgres and all its backends; it recovers. */
    POSTGRES_CRASH(Scope.POSTGRES, 2, 15, 13),
    /** Postgres is down for 1, 3, 8 or 20 s, and recovers. */
    POSTGRES_OUTAGE(Scope.POSTGRES, 3, 25, 13),
    /**
     * A failover of Postgres: a standby takes over. The old primary comes back read-only under the address that some
     * members still have.
     */
    POSTGRES_FAILOVER(Scope.POSTGRES, 2, 40, 13),
    /** {@code pg_terminate_backend} against our connections again and again. */
    TERMINATE_BACKENDS(Scope.POSTGRES, 2, 15, 13),
    /** Idle connections use up all connections of Postgres. */
    IDLE_CONNECTIONS(Scope.POSTGRES, 1, 25, 4),
    /** {@code LOCK TABLE taskq.tasks IN ACCESS EXCLUSIVE MODE}, waited for and held for 70 s. */
    TASKS_LOCK(Scope.POSTGRES, 1, 75, 15),
    /** A row locked in a forgotten transaction. */
    ROW_LOCK(Scope.POSTGRES, 1, 25, 2),

    /** The packets of most agents disappear at once, for less than a minute. */
    MOST_SILENT(Scope.FLEET, 1, 30, 13),
    /** The packets of most agents disappear in one direction. */
    MOST_ONE_WAY(Scope.FLEET, 1, 30, 13),
    /** The connections of most agents are closed at once, and new ones are refused for a while. */
    MOST_CUT(Scope.FLEET, 1, 20, 13),
    /** The packets of most agents are late. */
    MOST_DELAY(Scope.FLEET, 1, 12, 3),
    /** A task that halts every agent that runs it. */
    POISON(Scope.FLEET, 1, 60, 5),
    /** All processes are restarted one after the other, by SIGTERM. */
    ROLLING_RESTART(Scope.FLEET, 1, 60, 5),
    /** All agents are asked to stop, and are started again after a while. */
    DRAIN(Scope.FLEET, 1, 30, 5);

    /** The target of a fault. Faults with the same target never overlap. */
    enum Scope {
        AGENT,
        COORDINATOR,
        APPLICATION,
        REDIS,
        POSTGRES,
        FLEET;

        boolean excludes(Scope other) {
            return this == other || (this == FLEET && other != REDIS) || (other == FLEET && this != REDIS);
        }
    }

    private final Scope scope;
    private final int weight;
    private final Duration expected;
    private final Duration aftermath;

    FaultKind(Scope scope, int weight, int expectedSeconds, int aftermathSeconds) {
        this.scope = scope;
        this.weight = weight;
        this.expected = Duration.ofSeconds(expectedSeconds);
        this.aftermath = Duration.ofSeconds(aftermathSeconds);
    }

    Scope scope() {
        return scope;
    }

    /** The number of times that it is in a deck. */
    int weight() {
        return weight;
    }

    /** Its approximate length. */
    Duration expected() {
        return expected;
    }

    /**
     * How long it may have an effect after its end. For example, an observer whose connection is less than 10 s old
     * does not judge by locks.
     */
    Duration aftermath() {
        return aftermath;
    }

    /** Whether it begins with a crash of Postgres that forgets what was not synced. */
    boolean crashesPostgres() {
        return this == POSTGRES_CRASH || this == POSTGRES_OUTAGE;
    }

    /** Whether it closes the connections of all members to Postgres, or prevents new ones. */
    boolean takesConnections() {
        return switch (this) {
            case POSTGRES_CRASH, POSTGRES_OUTAGE, POSTGRES_FAILOVER, TERMINATE_BACKENDS, IDLE_CONNECTIONS -> true;
            default -> false;
        };
    }

    /** Its name, such as {@code agent-kill}. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> names() {
        return Arrays.stream(values()).map(FaultKind::wireName).toList();
    }

    static Optional<FaultKind> named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName().equals(name))
                .findFirst();
    }
}
