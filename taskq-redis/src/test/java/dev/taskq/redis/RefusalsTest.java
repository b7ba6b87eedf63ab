package dev.taskq.redis;

import static dev.taskq.redis.Hints.hints;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.taskq.QueueUnavailableException;
import dev.taskq.rig.backend.RedisServer;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.QueuePort;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What the log says of commands that Redis refuses. */
class RefusalsTest {
    private static final List<String> A = List.of("a");
    private static RedisServer redis;
    private static RedisAdmin admin;

    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        admin = new RedisAdmin(redis.uri());
    }

    @AfterAll
    static void stop() {
        admin.close();
        redis.close();
    }

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(log);
        admin.commands().flushall();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVALSHA",
                "BLPOP",
                "XADD",
                "LLEN",
                "LPUSH",
                "XLEN",
                "GET",
                "XAUTOCLAIM",
                "XGROUP",
                "XREADGROUP",
                "EXISTS",
                "DEL",
                "XDEL",
                "XACK",
                "XINFO",
                "XPENDING",
                "XRANGE",
                "UNLINK"
            })
    void commandThatTheUserMayNotRunIsNamedOnce(String command) throws InterruptedException {
        admin.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), rights(command));
        try (QueuePort all = RedisTaskQueue.open(RedisConfig.of(redis.uri()));
                QueuePort queue = RedisTaskQueue.open(
                        RedisConfig.of(redis.uri().replace("//", "//" + user(command) + ":secret@")))) {
            for (int i = 0; i < 3; i++) {
                all.enqueue(hints("a", 1, 4));
                callAll(queue);
            }
        }

        assertThat(messages())
                .singleElement()
                .asString()
                .contains("command=" + command)
                .contains("NOPERM")
                .doesNotContain("secret");
    }

    @Test
    void fullServerIsToldOfOnceAndTheConnectionKept() {
        try (QueuePort queue = RedisTaskQueue.open(RedisConfig.of(redis.uri()))) {
            queue.enqueue(hints("a", 1, 1));
            List<Long> before = admin.clientsNamed("taskq");
            admin.commands().configSet("maxmemory", "1");
            try {
                quietly(() -> queue.enqueue(hints("a", 2, 2)));
                quietly(() -> queue.enqueue(hints("a", 3, 3)));
            } finally {
                admin.commands().configSet("maxmemory", "0");
            }

            assertThat(messages()).singleElement().asString().contains("command=XADD", "OOM");
            assertThat(admin.clientsNamed("taskq")).isEqualTo(before);
        }
    }

    @Test
    void manyKindsAndLongAnswersAreBounded() {
        Refusals refusals = new Refusals();
        for (int i = 0; i < 1_000; i++) {
            String name = "C" + "X".repeat(i);
            refusals.tell(new RedisCommandExecutionException("ERR (" + name + ")"), name, Optional.empty());
        }

        assertThat(messages()).hasSize(100);
        assertThat(messages()).allSatisfy(line -> assertThat(line.length()).isLessThan(1_000));
    }

    private List<String> messages() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static String user(String without) {
        return "without-" + without;
    }

    private static CommandArgs<String, String> rights(String without) {
        CommandArgs<String, String> rights = new CommandArgs<>(StringCodec.UTF8)
                .add("SETUSER")
                .add(user(without))
                .add("on");
        return rights.add(">secret").add("~*").add("+@all").add("-" + without);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EVALSHA", "XADD", "LLEN", "LPUSH", "UNLINK"})
    void probeForAddingFindsWhatAddingNeeds(String command) {
        assertThat(isProbedWithout(command, QueuePort.Use.ADD)).isFalse();
        assertThat(isProbedWithout("XREADGROUP", QueuePort.Use.ADD)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"EVALSHA", "BLPOP", "XLEN", "GET", "XAUTOCLAIM", "XREADGROUP", "EXISTS", "DEL", "XDEL", "XACK"})
    void probeForTakingFindsWhatTakingNeeds(String command) {
        assertThat(isProbedWithout(command, QueuePort.Use.TAKE)).isFalse();
        assertThat(isProbedWithout("XADD", QueuePort.Use.TAKE)).isTrue();
    }

    private static boolean isProbedWithout(String command, QueuePort.Use use) {
        admin.commands().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), rights(command));
        try (QueuePort queue =
                RedisTaskQueue.open(RedisConfig.of(redis.uri().replace("//", "//" + user(command) + ":secret@")))) {
            queue.probe(use);
            return true;
        } catch (QueueUnavailableException e) {
            return false;
        }
    }

    private static void callAll(QueuePort queue) throws InterruptedException {
        quietly(() -> queue.enqueue(hints("a", 1, 1)));
        try {
            queue.await(A, Duration.ofMillis(1));
        } catch (QueueUnavailableException e) {
            // Refused.
        }
        try {
            queue.takeWhenWoken(A, 1, List.of(), Duration.ofMillis(1));
        } catch (QueueUnavailableException e) {
            // Refused.
        }
        quietly(() -> queue.take(A, 1));
        quietly(() -> queue.take(A, 2));
        quietly(() -> queue.take(List.of("empty"), 2));
        quietly(() -> queue.ack(List.of(new Delivery(Hints.hint("a", 1), "1-1"))));
        quietly(() -> queue.oldestWaiting(A));
        quietly(() -> queue.length(A));
        quietly(() -> queue.drop("a"));
    }

    private static void quietly(Runnable call) {
        try {
            call.run();
        } catch (QueueUnavailableException e) {
            // Refused.
        }
    }
}
