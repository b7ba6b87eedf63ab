package dev.taskq.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.rig.backend.PostgresServer;
import dev.taskq.testkit.contract.Eventually;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Each peer stores while it is paused, and then runs each task once, so that its figures are of the same work. */
class PeerTest {
    private static final int THREADS = 4;
    private static final int MANY = 20;

    private final Queue<Long> ran = new ConcurrentLinkedQueue<>();

    @Test
    void bothRunWhatWasStoredWhileTheyWerePaused() throws Exception {
        try (PostgresServer postgres = PostgresServer.start();
                HikariDataSource database = database(postgres)) {
            try (Peer peer = new DbScheduler(database, THREADS, ran::add)) {
                check(peer);
            }
            try (Peer peer = new JobRunrServer(database, THREADS, ran::add)) {
                check(peer);
            }
        }
    }

    private static HikariDataSource database(PostgresServer postgres) {
        HikariDataSource source = new HikariDataSource();
        source.setJdbcUrl(postgres.jdbcUrl());
        source.setUsername(postgres.user());
        source.setPassword(postgres.password());
        return source;
    }

    private void check(Peer peer) throws InterruptedException {
        peer.enqueue(42);
        peer.enqueueAll(MANY);
        assertThat(ran).isEmpty();

        peer.resume();

        Eventually.until(Eventually.LONG, () -> ran.size() > MANY);
        assertThat(ran).hasSize(MANY + 1).containsOnlyOnce(42L).containsOnly(42L, 0L);
        peer.pause();
        ran.clear();
    }
}
