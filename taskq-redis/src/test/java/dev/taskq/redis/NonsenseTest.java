package dev.taskq.redis;

import static dev.taskq.redis.Hints.hint;
import static dev.taskq.redis.Hints.hints;
import static dev.taskq.redis.Hints.ids;
import static dev.taskq.redis.Hints.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every value that is read from Redis, as nonsense: the queue stays usable, by itself. */
class NonsenseTest {
    private static final List<String> A = List.of("a");
    private static final Duration SHORT = Duration.ofMillis(1);

    private final RedisBackend redis = Backends.redis();
    private final RedisAdmin admin = new RedisAdmin(redis.uri());
    private final Keys keys = new Keys(redis.keyPrefix());
    private final QueuePort queue = RedisTaskQueue.open(
            RedisConfig.of(redis.uri()).withKeyPrefix(redis.keyPrefix()).withCommandTimeout(Duration.ofSeconds(20)));

    @AfterEach
    void closeAll() {
        queue.close();
        admin.close();
        redis.close();
    }

    static Stream<Arguments> otherKinds() {
        Map<String, BiConsumer<RedisAdmin, String>> kinds = new HashMap<>();
        kinds.put("text", (admin, key) -> admin.commands().set(key, "nonsense"));
        kinds.put("list", (admin, key) -> admin.commands().rpush(key, "nonsense"));
        kinds.put("hash", (admin, key) -> admin.commands().hset(key, "nonsense", "x"));
        kinds.put("set", (admin, key) -> admin.commands().sadd(key, "nonsense"));
        kinds.put("stream", (admin, key) -> admin.commands().xadd(key, Map.of("nonsense", "x")));
        return kinds.entrySet().stream()
                .flatMap(kind -> Stream.of("s", "b", "c", "t")
                        .map(letter -> Arguments.of(kind.getKey(), kind.getValue(), letter)));
    }

    @ParameterizedTest(name = "{0} as {2}")
    @MethodSource("otherKinds")
    void keyOfAnotherKindIsPutRight(String name, BiConsumer<RedisAdmin, String> put, String letter)
            throws InterruptedException {
        assertUsable(() -> put.accept(admin, key(letter)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-",
                "1",
                "1-",
                "-1-0",
                "1-1-1",
                "18446744073709551616-0",
                "99999999999999999999999-1",
                "18446744073709551615-18446744073709551615",
                "99999999999999-0",
                "1.5-0",
                " 1-1",
                "+",
                "$",
                ">"
            })
    void cursorThatIsNonsenseIsPutRight(String cursor) throws InterruptedException {
        assertUsable(() -> admin.commands().set(keys.cursor("a"), cursor));
    }

    @Test
    void streamThatCanNumberNoFurtherEntryIsPutRight() throws InterruptedException {
        assertUsable(() -> admin.commands()
                .xadd(
                        keys.stream("a"),
                        new XAddArgs().id("18446744073709551615-18446744073709551615"),
                        Map.of("i", "1", "h", "1")));
    }

    @Test
    void keyThatIsNoHintQueueAnyMoreDoesNotHinderOtherTypes() throws InterruptedException {
        admin.commands().set(keys.stream("a"), "nonsense");

        queue.enqueue(List.of(hint("b", 1), hint("a", 2), hint("c", 3)));

        assertThat(queue.length(List.of("a", "b", "c")).values()).allMatch(number -> number >= 1);
        assertThat(admin.commands().get(keys.cursor("b"))).isNull();
        assertThat(queue.await(List.of("c"), SHORT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-",
                "--1",
                "+1",
                "1.0",
                "1e3",
                "0x10",
                " 1",
                "1 ",
                "9223372036854775808",
                "-9223372036854775808",
                "00000000000000000000001",
                "nil",
                "\0",
                "１"
            })
    void entryWhoseIdOrStampIsNoNumberIsRemoved(String value) {
        add(Map.of("i", value, "h", "1"));
        add(Map.of("i", "1", "h", value));
        queue.enqueue(hints("a", 7, 7));

        assertThat(queue.oldestWaiting(A)).containsEntry("a", hint("a", 7).hintedAt());
        assertThat(ids(queue.take(A, 1))).containsExactly(7L);
        until(() -> {
            queue.take(A, 10);
            return queue.length(A).getOrDefault("a", 0L) == 1;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "-9223372036854775807", "9223372036854775807", "-0", "0000000000000000001"})
    void numbersThatNoTaskHasArePassedOn(String id) {
        add(Map.of("i", id, "h", id));

        List<Delivery> taken = queue.take(A, 1);
        assertThat(ids(taken)).containsExactly(Long.parseLong(id));
        assertThat(queue.oldestWaiting(A)).containsKey("a");
        queue.ack(taken);
        assertThat(queue.length(A)).containsEntry("a", 0L);
    }

    @Test
    void entriesWithFieldsMissingDoubledOrHugeAreNoHindrance() {
        add(Map.of("x", "y"));
        add(Map.of("i", "1"));
        add(Map.of("h", "1"));
        add(Map.of("i", "9".repeat(1_000_000), "h", "9".repeat(1_000_000)));
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            many.put("field-" + i, "x");
        }
        add(many);
        queue.enqueue(hints("a", 7, 7));

        assertThat(queue.oldestWaiting(A)).containsEntry("a", hint("a", 7).hintedAt());
        assertThat(ids(queue.take(A, 1))).containsExactly(7L);
        assertThat(queue.length(A)).containsEntry("a", 1L);
    }

    @Test
    void hintsBehindHundredsOfForeignEntriesAreTakenAtOnce() {
        for (int i = 0; i < 500; i++) {
            add(Map.of("x", "y"));
        }
        queue.enqueue(hints("a", 1, 3));

        assertThat(ids(queue.take(A, 2))).containsExactly(1L, 2L);
    }

    @Test
    void hintsBehindThousandsOfForeignEntriesAreTakenInTheEnd() {
        List<Hint> hints = hints("a", 1, 1);
        for (int i = 0; i < 3_000; i++) {
            add(Map.of("x", "y"));
        }
        queue.enqueue(hints);

        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.addAll(ids(queue.take(A, 1)));
        }

        assertThat(taken).containsExactly(1L);
    }

    @Test
    void groupThatWasMovedAheadIsPutRightByADrop() {
        queue.enqueue(hints("a", 1, 1));
        assertThat(queue.take(A, 1)).hasSize(1);
        admin.commands().xgroupDestroy(keys.stream("a"), "taskq");
        admin.commands().xgroupCreate(XReadArgs.StreamOffset.from(keys.stream("a"), "99999999999999-0"), "taskq");
        queue.enqueue(hints("a", 2, 2));
        assertThat(queue.take(A, 1)).isEmpty();

        queue.drop("a");
        queue.enqueue(hints("a", 3, 3));

        assertThat(ids(queue.take(A, 1))).containsExactly(3L);
    }

    /** After the accident all calls go well within a few rounds, and hints pass. */
    private void assertUsable(Runnable accident) throws InterruptedException {
        queue.enqueue(hints("a", 1, 2));
        queue.take(A, 1);
        strike(accident);

        queue.enqueue(hints("a", 3, 4));
        queue.await(A, SHORT);
        queue.oldestWaiting(A);
        queue.length(A);
        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<Delivery> some = queue.take(A, 1);
            taken.addAll(ids(some));
            queue.ack(some);
        }
        assertThat(taken).contains(3L, 4L);
        strike(accident);
        queue.take(A, 10);
        queue.drop("a");
        queue.enqueue(hints("a", 5, 5));
        assertThat(queue.await(A, SHORT)).isTrue();
        assertThat(ids(queue.take(A, 1))).containsExactly(5L);
    }

    private void strike(Runnable accident) {
        for (String letter : List.of("s", "b", "c", "t")) {
            admin.commands().del(key(letter));
        }
        accident.run();
    }

    private String key(String letter) {
        return keys.stream("a").replace("}:s:", "}:" + letter + ":");
    }

    private void add(Map<String, String> entry) {
        admin.commands().xadd(keys.stream("a"), entry);
    }
}
