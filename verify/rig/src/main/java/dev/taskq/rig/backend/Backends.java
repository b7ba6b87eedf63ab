package dev.taskq.rig.backend;

/**
 * The real servers of this JVM's tests: one Postgres and one Redis, started when first asked for and ended with the JVM.
 * Which ones, the environment says ({@link BackendSettings#from}): servers named there, containers where asked for,
 * embedded binaries otherwise. Thread-safe.
 */
public final class Backends {
    private Backends() {}

    /** Made when first used, and then for as long as the JVM lives: a server for each test class would cost minutes. */
    private static final class Shared {
        private static final BackendServers SERVERS = new BackendServers(BackendSettings.from(System.getenv()));

        private Shared() {}
    }

    /**
     * Makes an empty database on the shared server.
     *
     * @return the database; close it to drop it
     * @throws BackendUnavailableException if there is no server to be had
     */
    public static PostgresBackend postgres() {
        return Shared.SERVERS.postgres();
    }

    /**
     * Makes a fresh key prefix on the shared server.
     *
     * @return the prefix; close it to delete its keys
     * @throws BackendUnavailableException if there is no server to be had
     */
    public static RedisBackend redis() {
        return Shared.SERVERS.redis();
    }
}
