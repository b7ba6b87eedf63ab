package dev.taskq.rig.backend;

import java.util.function.Consumer;

/**
 * The real servers for the tests of this JVM: one Postgres and one Redis, started on first use and ended with the JVM.
 * The environment chooses them ({@link BackendSettings#from}): named servers, containers if requested, embedded
 * binaries otherwise. Thread-safe.
 */
public final class Backends {
    private Backends() {}

    /** Created on first use, and kept for the life of the JVM: a server for each test class would cost minutes. */
    private static final class Shared {
        private static final BackendServers SERVERS = new BackendServers(BackendSettings.from(System.getenv()));

        private Shared() {}
    }

    /**
     * Creates an empty database on the shared server.
     *
     * @return the database; close it to drop it
     * @throws BackendUnavailableException if there is no server
     */
    public static PostgresBackend postgres() {
        return Shared.SERVERS.postgres();
    }

    /**
     * Creates a database on the shared server that was prepared once for this JVM and is copied from then on.
     *
     * @param preparation prepares an empty database, and leaves no client connected to it; a copy is of the same object, so it is a
     *     constant of the caller
     * @return the database; close it to drop it
     * @throws BackendUnavailableException if there is no server
     */
    public static PostgresBackend postgres(Consumer<PostgresBackend> preparation) {
        return Shared.SERVERS.postgres(preparation);
    }

    /**
     * Creates a new key prefix on the shared server.
     *
     * @return the prefix; close it to delete its keys
     * @throws BackendUnavailableException if there is no server
     */
    public static RedisBackend redis() {
        return Shared.SERVERS.redis();
    }
}
