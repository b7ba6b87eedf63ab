package dev.taskq.redis;

import static dev.taskq.redis.Hints.hints;
import static dev.taskq.redis.Hints.ids;
import static dev.taskq.redis.Hints.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskq.QueueUnavailableException;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.rig.proxy.TcpProxy;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How a queue connects, and what callers see while Redis is away, refuses or hangs, and afterwards; each test with a server
 * of its own.
 */
class RedisFaultsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final RedisServer redis = RedisServer.start();
    private final RedisAdmin admin = new RedisAdmin(redis.uri());
    private final List<QueuePort> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(QueuePort::close);
        admin.close();
        redis.close();
    }

    @Test
    void openedQueueConnectsAheadOfItsFirstCall() {
        QueuePort queue = open(config());
        until(() -> admin.clientsNamed("taskq").size() == 1);
        List<Long> ahead = admin.clientsNamed("taskq");

        queue.enqueue(hints("a", 1, 1));

        assertThat(admin.clientsNamed("taskq")).isEqualTo(ahead);
    }

    @Test
    void queueOpenedBeforeRedisFailsUntilRedisIsThere() throws InterruptedException {
        redis.kill();
        QueuePort queue = open(config());
        assertAllUnavailable(queue);

        redis.restart();

        until(() -> works(queue));
        assertThat(queue.await(List.of("a"), SECOND)).isTrue();
    }

    @Test
    void queueWorksAgainAfterRedisWasKilledAndRestarted() throws InterruptedException {
        QueuePort queue = open(config());
        assertThat(works(queue)).isTrue();
        assertThat(queue.await(List.of("a"), SECOND)).isTrue();

        redis.kill();
        assertAllUnavailable(queue);
        redis.restart();

        until(() -> works(queue));
        assertThat(queue.await(List.of("a"), SECOND)).isTrue();
    }

    @Test
    void hintsOfAnAppendOnlyFileAreThereAfterRestart() {
        admin.commands().configSet("appendfsync", "always");
        QueuePort queue = open(config());
        queue.enqueue(hints("a", 1, 3));
        List<Delivery> taken = queue.take(List.of("a"), 2);
        queue.ack(taken.subList(0, 1));

        redis.kill();
        redis.restart();

        until(() -> works(queue));
        assertThat(queue.oldestWaiting(List.of("a")))
                .containsEntry("a", taken.getLast().hint().hintedAt());
    }

    @Test
    void callsGoOnAfterEverythingWasFlushed() {
        QueuePort queue = open(config());
        queue.enqueue(hints("a", 1, 2));
        List<Delivery> taken = queue.take(List.of("a"), 2);
        admin.commands().flushall();

        queue.ack(taken);
        assertThat(queue.oldestWaiting(List.of("a"))).isEmpty();
        assertThat(queue.take(List.of("a"), 2)).isEmpty();
        queue.enqueue(hints("a", 3, 3));
        assertThat(ids(queue.take(List.of("a"), 2))).containsExactly(3L);
    }

    @Test
    void waitEndsWhenRedisIsKilled() throws Exception {
        QueuePort queue = open(config());
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Boolean> waiting = thread.submit(() -> {
                while (!queue.await(List.of("a"), SECOND)) {}
                return true;
            });
            untilATakeWaits();

            redis.kill();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(waiting::get)
                    .withCauseInstanceOf(QueueUnavailableException.class);
        }
    }

    @Test
    void nothingIsSentWithoutWaitingWhileThereIsNoConnection() throws InterruptedException {
        redis.kill();
        QueuePort queue = open(config());
        assertAllUnavailable(queue);
        assertThat(queue.send(hints("a", 1, 1), new Answered())).isFalse();

        redis.restart();

        until(() -> works(queue));
        Answered answered = new Answered();
        assertThat(queue.send(hints("a", 2, 2), answered)).isTrue();
        assertThat(answered.failure()).isEmpty();
    }

    /** The call that waits has a time-out, and closes the connection of both. */
    @Test
    void whatWasSentToARedisThatHangsFailsWithTheNextCallThatWaits() throws Exception {
        QueuePort queue = open(config());
        assertThat(works(queue)).isTrue();
        signal("STOP", redis.pid());
        try {
            Answered answered = new Answered();
            assertThat(queue.send(hints("a", 1, 1), answered)).isTrue();
            assertUnavailable(() -> queue.probe(QueuePort.Use.ADD));

            assertThat(answered.failure()).isPresent();
        } finally {
            signal("CONT", redis.pid());
        }
    }

    @Test
    void readOnlyReplicaRefusesWhatIsSentAndIsLeft() {
        QueuePort queue = open(config());
        queue.enqueue(hints("a", 1, 1));
        admin.commands().replicaof("127.0.0.1", 1);
        Answered answered = new Answered();
        assertThat(queue.send(hints("a", 2, 2), answered)).isTrue();

        assertThat(answered.failure()).isPresent();
        assertThat(queue.send(hints("a", 3, 3), new Answered())).isFalse();
    }

    @Test
    void readOnlyReplicaIsAnUnavailableQueue() {
        QueuePort queue = open(config());
        queue.enqueue(hints("a", 1, 2));
        List<Delivery> taken = queue.take(List.of("a"), 1);

        admin.commands().replicaof("127.0.0.1", 1);

        assertUnavailable(() -> queue.enqueue(hints("a", 3, 3)));
        assertUnavailable(() -> queue.take(List.of("a"), 1));
        assertUnavailable(() -> queue.takeWhenWoken(List.of("a"), 1, List.of(), Duration.ofMillis(10)));
        assertUnavailable(() -> queue.ack(taken));
        assertUnavailable(() -> queue.probe(QueuePort.Use.ADD));
        assertUnavailable(() -> queue.probe(QueuePort.Use.TAKE));

        admin.commands().replicaofNoOne();
        until(() -> works(queue));
        assertThat(queue.length(List.of("a"))).containsEntry("a", 3L);
        queue.probe(QueuePort.Use.ADD);
        queue.probe(QueuePort.Use.TAKE);
    }

    @Test
    void redisThatMissesItsReplicasIsAnUnavailableQueue() {
        QueuePort queue = open(config());
        queue.enqueue(hints("a", 1, 1));

        admin.commands().configSet("min-replicas-to-write", "1");

        assertUnavailable(() -> queue.enqueue(hints("a", 2, 2)));
        // It may be the old master on the smaller side of a split: the connection is given up, and reads go on on
        // another.
        until(() -> oldestWaits(queue));
    }

    @Test
    void fullRedisRefusesHintsAndLetsThemBeTaken() {
        QueuePort queue = open(config());
        queue.enqueue(hints("a", 1, 2));
        assertThat(queue.take(List.of("a"), 1)).hasSize(1);

        admin.commands().configSet("maxmemory", "1");

        assertUnavailable(() -> queue.enqueue(hints("a", 3, 3)));
        assertUnavailable(() -> queue.probe(QueuePort.Use.ADD));
        queue.probe(QueuePort.Use.TAKE);
        List<Delivery> taken = queue.take(List.of("a"), 1);
        assertThat(ids(taken)).containsExactly(2L);
        queue.ack(taken);
        assertThat(queue.length(List.of("a"))).containsEntry("a", 1L);
    }

    @Test
    void redisThatHangsIsGivenUpAfterTheTimeout() throws Exception {
        QueuePort queue = open(config().withCommandTimeout(Duration.ofMillis(100)));
        assertThat(works(queue)).isTrue();
        assertThat(queue.await(List.of("a"), SECOND)).isTrue();
        long pid = redis.pid();

        signal("STOP", pid);
        try {
            assertThatExceptionOfType(QueueUnavailableException.class)
                    .isThrownBy(() -> queue.enqueue(hints("a", 1, 1)))
                    .withCauseInstanceOf(TimeoutException.class);
            assertAllUnavailable(queue);
        } finally {
            signal("CONT", pid);
        }

        until(() -> works(queue));
    }

    @Test
    void greetingMayTakeLongerThanACommand() throws Exception {
        assertThat(works(open(config()))).isTrue();
        long pid = redis.pid();

        signal("STOP", pid);
        FutureTask<Boolean> first;
        try {
            QueuePort queue = open(config().withConnectTimeout(Duration.ofSeconds(20)));
            first = new FutureTask<>(() -> works(queue));
            Thread.ofPlatform().daemon().start(first);
            // The freeze itself: longer than a command may take.
            Thread.sleep(config().commandTimeout().multipliedBy(2));
        } finally {
            signal("CONT", pid);
        }

        assertThat(first.get()).isTrue();
    }

    @Test
    void connectionsThatAFirewallForgotAreReplaced() throws Exception {
        URI server = URI.create(redis.uri());
        try (TcpProxy proxy = TcpProxy.start(0, server.getHost(), server.getPort())) {
            QueuePort queue = open(
                    RedisConfig.of("redis://127.0.0.1:" + proxy.port()).withCommandTimeout(Duration.ofMillis(200)));
            assertThat(works(queue)).isTrue();
            assertThat(queue.await(List.of("a"), SECOND)).isTrue();

            proxy.forget();
            assertUnavailable(() -> queue.take(List.of("a"), 1));
            assertUnavailable(() -> queue.await(List.of("a"), Duration.ofMillis(10)));

            until(() -> works(queue));
            assertThat(queue.await(List.of("a"), SECOND)).isTrue();
        }
    }

    @Test
    void hostThatNeverAnswersIsGivenUpAfterTheTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            QueuePort queue = open(RedisConfig.of("redis://127.0.0.1:" + silent.getLocalPort())
                    .withConnectTimeout(Duration.ofMillis(50))
                    .withCommandTimeout(Duration.ofMillis(50)));

            assertAllUnavailable(queue);
        }
    }

    @Test
    void serverWithoutTlsIsAnUnavailableQueueWhereTlsIsAsked() {

        assertAllUnavailable(open(RedisConfig.of(redis.uri().replace("redis:", "rediss:"))));
    }

    @Test
    void userOfTheAddressNeedsOnlyTheRightsThatTheDocumentationNames() throws InterruptedException {
        addUser("app", "s3cr@t");
        QueuePort queue = open(RedisConfig.of(redis.uri().replace("//", "//app:s3cr%40t@")));

        queue.enqueue(hints("a", 1, 3));
        assertThat(queue.await(List.of("a"), SECOND)).isTrue();
        queue.take(List.of("a"), 1);
        queue.ack(queue.take(List.of("a"), 1));
        assertThat(queue.oldestWaiting(List.of("a"))).containsKey("a");
        assertThat(queue.length(List.of("a"))).containsEntry("a", 2L);
        queue.drop("a");
        assertThat(queue.take(List.of("a"), 1)).isEmpty();
    }

    @Test
    void wrongPasswordIsAnUnavailableQueueAndStaysSecret() {
        addUser("app", "s3cr@t");
        QueuePort queue = open(RedisConfig.of(redis.uri().replace("//", "//app:s3cret@")));

        assertThatExceptionOfType(QueueUnavailableException.class)
                .isThrownBy(() -> queue.length(List.of("a")))
                .satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContain("s3cret");
                    }
                });
    }

    @Test
    void interruptEndsAWaitAndLeavesTheQueueUsable() throws Exception {
        QueuePort queue = open(config());
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Boolean> waiting = thread.submit(() -> {
                try {
                    while (!queue.await(List.of("a"), SECOND)) {}
                    return false;
                } catch (InterruptedException e) {
                    return true;
                }
            });
            untilATakeWaits();

            thread.shutdownNow();

            assertThat(waiting.get()).isTrue();
        }
        until(() -> admin.blockedClients() == 0);
        queue.enqueue(hints("a", 1, 1));
        assertThat(queue.await(List.of("a"), SECOND)).isTrue();
    }

    @Test
    void interruptInAnyOtherCallStaysSetAndCountsAsUnavailable() {
        QueuePort queue = open(config());

        Thread.currentThread().interrupt();
        assertUnavailable(() -> queue.enqueue(hints("a", 1, 1)));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(works(queue)).isTrue();
    }

    @Test
    void closedQueueIsUnavailableAndLeavesNoThread() {
        QueuePort queue = open(config());
        assertThat(works(queue)).isTrue();
        assertThat(threads()).isNotEmpty().allMatch(Thread::isDaemon);

        queue.close();
        queue.close();

        assertAllUnavailable(queue);
        until(() -> threads().isEmpty());
    }

    @Test
    void callsWhileTheQueueIsClosedSucceedOrAreUnavailable() throws Exception {
        QueuePort queue = open(config());
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> callers = new ArrayList<>();
            CountDownLatch allCalled = new CountDownLatch(8);
            for (int i = 0; i < 8; i++) {
                boolean waits = i % 2 == 0;
                callers.add(threads.submit(() -> {
                    while (true) {
                        if (waits) {
                            queue.await(List.of("b"), Duration.ofMillis(1));
                        } else {
                            queue.take(List.of("b"), 1);
                        }
                        allCalled.countDown();
                    }
                }));
            }
            allCalled.await();

            queue.close();

            for (Future<?> caller : callers) {
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(caller::get)
                        .withCauseInstanceOf(QueueUnavailableException.class);
            }
        }
    }

    @Test
    void closeEndsWaits() throws Exception {
        QueuePort queue = open(config());
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Boolean> waiting = thread.submit(() -> {
                while (!queue.await(List.of("a"), SECOND)) {}
                return true;
            });
            untilATakeWaits();

            queue.close();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(waiting::get)
                    .withCauseInstanceOf(QueueUnavailableException.class);
        }
    }

    private void addUser(String name, String password) {
        CommandArgs<String, String> rights =
                new CommandArgs<>(StringCodec.UTF8).add("SETUSER").add(name).add("on");
        rights.add(">" + password).add("~{taskq:*");
        for (String command : ("EVAL EVALSHA BLPOP PING HELLO CLIENT XADD XREADGROUP XAUTOCLAIM XACK XDEL XGROUP XINFO"
                        + " XPENDING XRANGE XLEN LPUSH LLEN GET SET EXISTS DEL UNLINK XSETID")
                .split(" ", -1)) {
            rights.add("+" + command);
        }
        admin.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), rights);
    }

    private RedisConfig config() {
        return RedisConfig.of(redis.uri());
    }

    private QueuePort open(RedisConfig config) {
        QueuePort queue = RedisTaskQueue.open(config);
        opened.add(queue);
        return queue;
    }

    private void untilATakeWaits() {
        until(() -> admin.blockedClients() == 1);
    }

    private static boolean works(QueuePort queue) {
        try {
            queue.enqueue(hints("a", 1, 1));
            return queue.length(List.of("a")).getOrDefault("a", 0L) > 0;
        } catch (QueueUnavailableException e) {
            return false;
        }
    }

    private static boolean oldestWaits(QueuePort queue) {
        try {
            return queue.oldestWaiting(List.of("a")).containsKey("a");
        } catch (QueueUnavailableException e) {
            return false;
        }
    }

    private static void assertAllUnavailable(QueuePort queue) {
        assertUnavailable(() -> queue.enqueue(hints("a", 1, 1)));
        assertUnavailable(() -> queue.await(List.of("a"), Duration.ofMillis(10)));
        assertUnavailable(() -> queue.take(List.of("a"), 1));
        assertUnavailable(() -> queue.takeWhenWoken(List.of("a"), 1, List.of(), Duration.ofMillis(10)));
        assertUnavailable(() -> queue.ack(List.of(new Delivery(Hints.hint("a", 1), "1-1"))));
        assertUnavailable(() -> queue.oldestWaiting(List.of("a")));
        assertUnavailable(() -> queue.length(List.of("a")));
        assertUnavailable(() -> queue.drop("a"));
        assertUnavailable(() -> queue.probe(QueuePort.Use.ADD));
        assertUnavailable(() -> queue.probe(QueuePort.Use.TAKE));
    }

    private static void assertUnavailable(ThrowingCallable call) {
        assertThatExceptionOfType(QueueUnavailableException.class).isThrownBy(call);
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("taskq-redis-"))
                .toList();
    }
}
