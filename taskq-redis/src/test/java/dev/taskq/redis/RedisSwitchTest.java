package dev.taskq.redis;

import static dev.taskq.redis.Hints.hints;
import static dev.taskq.redis.Hints.ids;
import static dev.taskq.redis.Hints.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.QueueUnavailableException;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.spi.QueuePort;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A switch of Redis' master: the address leads to the new one, and the connections there are stay with the old one, which
 * lives. The proxy is the address.
 */
class RedisSwitchTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final List<String> A = List.of("a");

    private final RedisServer old = RedisServer.start();
    private final RedisServer next = RedisServer.start();
    private final RedisAdmin oldAdmin = new RedisAdmin(old.uri());
    private final RedisAdmin nextAdmin = new RedisAdmin(next.uri());
    private final TcpProxy address = TcpProxy.start(0, "127.0.0.1", port(old));
    private final QueuePort queue = RedisTaskQueue.open(RedisConfig.of("redis://127.0.0.1:" + address.port()));

    @AfterEach
    void closeAll() {
        queue.close();
        address.close();
        oldAdmin.close();
        nextAdmin.close();
        old.close();
        next.close();
    }

    @Test
    void everyCallFindsTheNewMaster() throws InterruptedException {
        oldAdmin.commands().configSet("repl-diskless-sync-delay", "0");
        nextAdmin.commands().replicaof("127.0.0.1", port(old));
        queue.enqueue(hints("a", 1, 3));
        assertThat(queue.await(A, SECOND)).isTrue();
        assertThat(ids(queue.take(A, 1))).containsExactly(1L);
        until(() -> nextAdmin.commands().xlen(stream()) == 3);
        until(() -> nextAdmin.info("replication", "master_sync_in_progress") == 0);

        switchMaster();
        // The old one would go on to answer these.
        oldAdmin.commands().replicaof("127.0.0.1", port(next));

        until(() -> goesWell(() -> queue.enqueue(hints("a", 4, 4))));
        assertThat(nextAdmin.commands().xlen(stream())).isEqualTo(4);
        until(() -> goesWell(() -> queue.ack(queue.take(A, 10))));
        until(() -> goesWell(() -> rang()));
        assertThat(queue.length(A)).containsKey("a");
    }

    @Test
    void threadThatWaitsFindsTheNewMaster() throws Exception {
        assertThat(queue.await(A, Duration.ofMillis(1))).isFalse();
        AtomicBoolean rang = new AtomicBoolean();
        Thread waiting = Thread.ofPlatform().daemon().start(() -> {
            while (!rang.get()) {
                try {
                    rang.set(queue.await(A, SECOND));
                } catch (QueueUnavailableException e) {
                    // Refused for a moment.
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        until(() -> oldAdmin.blockedClients() == 1);

        switchMaster();
        oldAdmin.commands().replicaof("127.0.0.1", port(next));
        until(() -> goesWell(() -> queue.enqueue(hints("a", 1, 1))));

        until(rang::get);
        waiting.interrupt();
    }

    @Test
    void replicaThatHasLostItsMasterIsLeftByReadsToo() {
        queue.enqueue(hints("a", 1, 3));
        assertThat(queue.length(A)).containsEntry("a", 3L);

        switchMaster();
        // Its data is old, and it answers every call with MASTERDOWN.
        oldAdmin.commands().configSet("replica-serve-stale-data", "no");
        oldAdmin.commands().replicaof("127.0.0.1", 1);

        until(() -> goesWell(() -> assertThat(queue.length(A)).containsEntry("a", 0L)));
    }

    @Test
    void oldMasterThatLoadsTheNewOnesDataIsLeft() {
        queue.enqueue(hints("a", 1, 3));
        // Each takes 50 ms to load, and is large enough, as no packing makes it small, for others to be answered after
        // it.
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            StringBuilder value = new StringBuilder();
            random.ints(4_000, '!', '~').forEach(letter -> value.append((char) letter));
            nextAdmin.commands().set("filler-" + i, value.toString());
        }
        nextAdmin.commands().configSet("repl-diskless-sync-delay", "0");
        oldAdmin.commands().configSet("key-load-delay", "50000");
        oldAdmin.commands().configSet("loading-process-events-interval-bytes", "1024");

        switchMaster();
        oldAdmin.commands().replicaof("127.0.0.1", port(next));
        until(() -> oldAdmin.info("persistence", "loading") == 1);

        until(() -> goesWell(() -> assertThat(queue.length(A)).containsEntry("a", 0L)));
        assertThat(oldAdmin.info("persistence", "loading")).isEqualTo(1);
    }

    @Test
    void serverThatStaysReadOnlyIsNotStormed() {
        queue.enqueue(hints("a", 1, 1));
        int before = address.accepted();
        oldAdmin.commands().replicaof("127.0.0.1", 1);

        long begun = System.nanoTime();
        int refused = 0;
        while (System.nanoTime() - begun < SECOND.toNanos()) {
            refused += goesWell(() -> queue.enqueue(hints("a", 2, 2))) ? 0 : 1;
            Thread.onSpinWait();
        }

        assertThat(refused).isGreaterThan(20);
        long tenths = (System.nanoTime() - begun) / Duration.ofMillis(100).toNanos();
        assertThat(address.accepted() - before).isBetween(1, (int) tenths + 1);
        oldAdmin.commands().replicaofNoOne();
        until(() -> goesWell(() -> queue.enqueue(hints("a", 3, 3))));
    }

    private void switchMaster() {
        nextAdmin.commands().replicaofNoOne();
        address.redirect("127.0.0.1", port(next));
    }

    private void rang() {
        try {
            queue.await(A, Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String stream() {
        return new Keys("taskq").stream("a");
    }

    private static boolean goesWell(Runnable call) {
        try {
            call.run();
            return true;
        } catch (QueueUnavailableException e) {
            return false;
        }
    }

    private static int port(RedisServer server) {
        return URI.create(server.uri()).getPort();
    }
}
