package dev.taskq.redis;

import static dev.taskq.redis.Hints.hint;
import static dev.taskq.redis.Hints.hints;
import static dev.taskq.redis.Hints.ids;
import static dev.taskq.redis.Hints.something;
import static dev.taskq.redis.Hints.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.QueuePort;
import dev.taskq.testkit.TestTimeouts;
import io.lettuce.core.Consumer;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XPendingArgs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the scripts do with what lies in Redis; each test under a key prefix of its own. */
class RedisHintsTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final RedisBackend redis = Backends.redis();
    private final RedisAdmin admin = new RedisAdmin(redis.uri());
    private final Keys keys = new Keys(redis.keyPrefix());
    // What is tested here is never how long a busy machine takes.
    private final RedisConfig config =
            RedisConfig.of(redis.uri()).withKeyPrefix(redis.keyPrefix()).withCommandTimeout(TestTimeouts.LONG);
    private final QueuePort queue = RedisTaskQueue.open(config);

    @AfterEach
    void closeAll() {
        queue.close();
        admin.close();
        redis.close();
    }

    @Test
    void hintsComeInTheOrderInWhichTheyWereAdded() {
        queue.enqueue(List.of(hint("a", 3), hint("a", 1), hint("b", 9), hint("a", 2)));

        assertThat(ids(queue.take(List.of("a"), 2))).containsExactly(3L, 1L);
        assertThat(ids(queue.take(List.of("a"), 2))).containsExactly(2L);
    }

    @Test
    void hintsComeBackAsTheyWereToTheMicrosecond() {
        Hint large = new Hint("a", Long.MAX_VALUE, Instant.parse("+294000-01-01T00:00:00.123456Z"));
        Hint small = new Hint("a", 1, Instant.parse("1969-12-31T23:59:59.999999Z"));
        queue.enqueue(List.of(large, small));

        assertThat(queue.take(List.of("a"), 2)).extracting(Delivery::hint).containsExactly(large, small);
    }

    @Test
    void maxHoldsOverAllTypes() {
        queue.enqueue(hints("a", 1, 3));
        queue.enqueue(hints("b", 4, 6));

        List<Delivery> taken = queue.take(List.of("b", "c", "a"), 4);

        assertThat(ids(taken)).containsExactly(4L, 5L, 6L, 1L);
        assertThat(types(taken)).containsExactly("b", "b", "b", "a");
    }

    @Test
    void thousandsOfTypesFitIntoOneCall() throws InterruptedException {
        List<String> many = IntStream.range(0, 5_000).mapToObj(i -> "t" + i).toList();
        queue.enqueue(many.stream().map(type -> hint(type, 7)).toList());

        assertThat(queue.await(many, SHORT)).isTrue();
        List<Delivery> taken = queue.take(many, 10_000);
        assertThat(types(taken)).isEqualTo(many);
        assertThat(queue.oldestWaiting(many)).hasSize(5_000);
        queue.ack(taken);
        assertThat(queue.length(many).values()).hasSize(5_000).containsOnly(0L);
    }

    @Test
    void thousandsOfHintsAreAcknowledgedInOneCall() {
        queue.enqueue(hints("a", 1, 20_000));
        queue.ack(queue.take(List.of("a"), 20_000));

        assertThat(queue.length(List.of("a"))).containsExactly(Map.entry("a", 0L));
        assertThat(pending("a")).isZero();
    }

    @Test
    void eachHintIsTakenOnceByManyThreads() throws Exception {
        queue.enqueue(hints("a", 1, 2_000));
        queue.enqueue(hints("b", 2_001, 4_000));
        AtomicInteger left = new AtomicInteger(4_000);
        List<Future<List<Long>>> takers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                List<String> order = i % 2 == 0 ? List.of("a", "b") : List.of("b", "a");
                takers.add(threads.submit(() -> {
                    List<Long> mine = new ArrayList<>();
                    while (left.get() > 0) {
                        List<Delivery> taken = queue.take(order, 7);
                        queue.ack(taken);
                        mine.addAll(ids(taken));
                        left.addAndGet(-taken.size());
                    }
                    return mine;
                }));
            }
        }

        Set<Long> all = new HashSet<>();
        for (Future<List<Long>> taker : takers) {
            assertThat(taker.get()).allMatch(all::add);
        }
        assertThat(all).hasSize(4_000);
    }

    @Test
    void unacknowledgedHintComesAgain() {
        queue.enqueue(hints("a", 1, 1));
        Delivery first = queue.take(List.of("a"), 5).getFirst();

        List<Delivery> again = something(() -> queue.take(List.of("a"), 5));

        assertThat(again).containsExactly(first);
    }

    @Test
    void freshHintsComeBesideOldOnesOfWhichAtMostHalf() {
        queue.enqueue(hints("a", 1, 10));
        assertThat(queue.take(List.of("a"), 10)).hasSize(10);
        untilOld("a", 10);
        queue.enqueue(hints("a", 11, 20));

        assertThat(ids(queue.take(List.of("a"), 7))).containsExactly(1L, 2L, 3L, 11L, 12L, 13L, 14L);
        assertThat(ids(queue.take(List.of("a"), 2))).containsExactly(4L, 15L);
    }

    @Test
    void halfOfOldOnesHoldsOverAllTypes() {
        queue.enqueue(hints("a", 1, 4));
        queue.enqueue(hints("b", 5, 8));
        assertThat(queue.take(List.of("a", "b"), 8)).hasSize(8);
        untilOld("a", 4);
        untilOld("b", 4);

        assertThat(ids(queue.take(List.of("b", "a"), 4))).containsExactly(5L, 6L);
    }

    @Test
    void oldAndFreshHintsTakenOneByOneTakeTurns() {
        queue.enqueue(hints("a", 1, 3));
        queue.enqueue(hints("b", 4, 6));
        assertThat(queue.take(List.of("a", "b"), 6)).hasSize(6);
        untilOld("a", 3);
        untilOld("b", 3);
        queue.enqueue(hints("a", 11, 12));
        queue.enqueue(hints("b", 13, 14));

        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.addAll(ids(queue.take(i % 2 == 0 ? List.of("a", "b") : List.of("b", "a"), 1)));
        }

        assertThat(taken).containsExactly(1L, 13L, 2L, 14L, 3L);
    }

    @Test
    void turnThatCannotBeUsedIsGivenAway() {
        queue.enqueue(hints("a", 1, 2));
        assertThat(queue.take(List.of("a"), 2)).hasSize(2);
        untilOld("a", 2);

        assertThat(ids(queue.take(List.of("a"), 1))).containsExactly(1L);
        assertThat(ids(queue.take(List.of("a"), 1))).containsExactly(2L);
    }

    @Test
    void scanForOldHintsGoesOnWhereTheLastOneEnded() {
        queue.enqueue(hints("a", 1, 40));
        assertThat(queue.take(List.of("a"), 40)).hasSize(40);
        untilOld("a", 40);
        // One look for one hint covers ten entries: these thirty are young again and stand in front.
        assertThat(queue.take(List.of("a"), 60)).hasSize(30);

        List<Delivery> behindThem = something(() -> queue.take(List.of("a"), 1));

        assertThat(ids(behindThem)).containsExactly(31L);
        assertThat(admin.commands().get(keys.cursor("a"))).isNotNull();
    }

    @Test
    void wakeUpHoldsAtMostTwoTokens() {
        queue.enqueue(hints("a", 1, 990));
        queue.enqueue(hints("a", 991, 3_000));
        assertThat(admin.commands().llen(keys.wakeUp("a"))).isOne();

        for (int i = 0; i < 3; i++) {
            queue.take(List.of("a"), 10);
            queue.enqueue(hints("a", 3_001, 3_002));

            assertThat(admin.commands().llen(keys.wakeUp("a"))).isEqualTo(2);
        }
    }

    @Test
    void takeWakesTwoWaitingAgentsWhereItLeavesEnoughForBoth() throws Exception {
        queue.enqueue(hints("a", 1, 3));
        assertThat(queue.await(List.of("a"), SHORT)).isTrue();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(threads.submit(() -> untilWoken("a")));
            }
            Hints.until(() -> admin.blockedClients() >= 2);

            assertThat(queue.take(List.of("a"), 1)).hasSize(1);

            for (Future<Boolean> waiter : waiting) {
                assertThat(waiter.get()).isTrue();
            }
        }
        assertThat(queue.await(List.of("a"), SHORT)).isFalse();
    }

    @Test
    void takeRingsForATypeItDidNotReachThoughItHasNoGroup() throws InterruptedException {
        queue.enqueue(hints("a", 1, 1));
        queue.enqueue(hints("b", 2, 2));
        assertThat(queue.await(List.of("b"), SHORT)).isTrue();

        assertThat(types(queue.take(List.of("a", "b"), 1))).containsExactly("a");

        assertThat(queue.await(List.of("b"), SHORT)).isTrue();
    }

    @Test
    void takeRingsForNoTypeOfWhichItHasRemovedAllThatWasThere() {
        admin.commands().xadd(keys.stream("a"), new XAddArgs(), Map.of("x", "y"));
        queue.enqueue(hints("b", 1, 1));

        assertThat(types(queue.take(List.of("a", "b"), 1))).containsExactly("b");

        assertThat(admin.commands().llen(keys.wakeUp("a"))).isZero();
    }

    @Test
    void takeThatMeetsTooManyInvalidEntriesRingsForWhatIsBehindThem() throws InterruptedException {
        for (int i = 0; i < 1_100; i++) {
            admin.commands().xadd(keys.stream("a"), new XAddArgs(), Map.of("x", "y"));
        }
        queue.enqueue(hints("a", 1, 1));
        assertThat(queue.await(List.of("a"), SHORT)).isTrue();
        assertThat(queue.take(List.of("a"), 1)).isEmpty();

        assertThat(queue.await(List.of("a"), SHORT)).isTrue();
        assertThat(ids(queue.take(List.of("a"), 1))).containsExactly(1L);
    }

    @Test
    void takeThatFindsNothingSilencesTheWakeUps() throws InterruptedException {
        queue.enqueue(hints("a", 1, 5));
        assertThat(queue.take(List.of("a"), 5)).hasSize(5);
        assertThat(admin.commands().llen(keys.wakeUp("a"))).isOne();

        assertThat(queue.take(List.of("a"), 5)).isEmpty();

        assertThat(queue.await(List.of("a"), SHORT)).isFalse();
    }

    @Test
    void waitMayBeLongerThanACommandMayTake() throws InterruptedException {
        try (QueuePort hasty = RedisTaskQueue.open(config.withCommandTimeout(Duration.ofMillis(500)))) {
            assertThat(hasty.await(List.of("a"), Duration.ofSeconds(1))).isFalse();
        }
    }

    @Test
    void enqueueWakesOneWaitingAgentForEachType() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Boolean>> waiting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                waiting.add(threads.submit(() -> untilWoken("a", "b")));
            }
            Hints.until(() -> admin.blockedClients() >= 2);

            queue.enqueue(List.of(hint("a", 1), hint("b", 2), hint("b", 3)));

            for (Future<Boolean> waiter : waiting) {
                assertThat(waiter.get()).isTrue();
            }
        }
    }

    @Test
    void oldestWaitingIsTheEarlierOfPendingAndFresh() {
        queue.enqueue(List.of(hint("a", 5), hint("a", 6), hint("b", 9), hint("b", 8), hint("c", 1)));
        List<Delivery> taken = queue.take(List.of("a"), 1);
        assertThat(queue.take(List.of("b"), 1)).hasSize(1);

        assertThat(queue.oldestWaiting(List.of("a", "b", "c", "d")))
                .containsOnly(
                        Map.entry("a", hint("a", 5).hintedAt()),
                        Map.entry("b", hint("b", 8).hintedAt()),
                        Map.entry("c", hint("c", 1).hintedAt()));

        queue.ack(taken);
        assertThat(queue.oldestWaiting(List.of("a")))
                .containsOnly(Map.entry("a", hint("a", 6).hintedAt()));
    }

    @Test
    void entryAcknowledgedByHandAndNotRemovedIsNotWaiting() {
        queue.enqueue(hints("a", 1, 1));
        Delivery taken = queue.take(List.of("a"), 1).getFirst();
        admin.commands().xack(keys.stream("a"), "taskq", taken.receipt());

        assertThat(queue.oldestWaiting(List.of("a"))).isEmpty();
    }

    @Test
    void entryRemovedByHandIsNeitherWaitingNorDelivered() {
        queue.enqueue(hints("a", 1, 2));
        Delivery taken = queue.take(List.of("a"), 2).getFirst();
        admin.commands().xdel(keys.stream("a"), taken.receipt());

        assertThat(queue.oldestWaiting(List.of("a")))
                .containsOnly(Map.entry("a", hint("a", 2).hintedAt()));
        assertThat(ids(something(() -> queue.take(List.of("a"), 4)))).containsExactly(2L);
        assertThat(pending("a")).isEqualTo(1);
    }

    @Test
    void invalidEntriesAreRemovedAndDoNoHarm() {
        Map<String, String> later = Map.of("i", "1", "h", "2", "new-field", "x");
        for (Map<String, String> entry : List.of(
                Map.of("x", "y"), Map.of("i", "1", "h", "x"), Map.of("i", "9223372036854775808", "h", "1"), later)) {
            admin.commands().xadd(keys.stream("a"), new XAddArgs(), entry);
        }

        assertThat(queue.oldestWaiting(List.of("a"))).containsOnly(Map.entry("a", Instant.EPOCH.plusNanos(2_000)));
        assertThat(queue.take(List.of("a"), 9))
                .extracting(Delivery::hint)
                .containsExactly(new Hint("a", 1, Instant.EPOCH.plusNanos(2_000)));
        assertThat(queue.length(List.of("a"))).containsOnly(Map.entry("a", 1L));
    }

    @Test
    void acknowledgingTwiceIsHarmless() {
        queue.enqueue(hints("a", 1, 3));
        List<Delivery> taken = queue.take(List.of("a"), 2);
        queue.ack(taken);
        queue.ack(taken);

        assertThat(queue.length(List.of("a"))).containsOnly(Map.entry("a", 1L));
        assertThat(pending("a")).isZero();
    }

    @Test
    void dropLeavesNothingButAnEmptyStream() {
        queue.enqueue(hints("a", 1, 3));
        queue.enqueue(hints("b", 4, 4));
        List<Delivery> taken = queue.take(List.of("a"), 1);
        queue.drop("a");
        queue.ack(taken);

        assertThat(admin.commands().keys("{" + redis.keyPrefix() + ":0}:?:a")).containsExactly(keys.stream("a"));
        assertThat(queue.length(List.of("a", "b"))).containsOnly(Map.entry("a", 0L), Map.entry("b", 1L));
        queue.enqueue(hints("a", 5, 5));
        assertThat(ids(queue.take(List.of("a"), 1))).containsExactly(5L);
    }

    @Test
    void acknowledgementFromBeforeADropNeverRemovesAHintFromAfterIt() {
        String aheadOfTheClock = "99999999999999-7";
        admin.commands().xadd(keys.stream("a"), new XAddArgs().id(aheadOfTheClock), Map.of("i", "1", "h", "1"));
        queue.drop("a");
        queue.enqueue(hints("a", 2, 2));

        queue.ack(List.of(new Delivery(hint("a", 1), aheadOfTheClock)));

        assertThat(queue.take(List.of("a"), 1))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.receipt()).isEqualTo("99999999999999-8"));
    }

    @Test
    void keyOfAnotherKindIsPutRightByADrop() {
        admin.commands().set(keys.stream("a"), "no stream");

        queue.drop("a");
        queue.enqueue(hints("a", 1, 1));

        assertThat(ids(queue.take(List.of("a"), 1))).containsExactly(1L);
    }

    @Test
    void lostGroupsAndStreamsAreMadeAgain() {
        queue.enqueue(hints("a", 1, 2));
        assertThat(queue.take(List.of("a"), 2)).hasSize(2);
        admin.commands().xgroupDestroy(keys.stream("a"), "taskq");

        assertThat(queue.oldestWaiting(List.of("a")))
                .containsOnly(Map.entry("a", hint("a", 1).hintedAt()));
        assertThat(ids(queue.take(List.of("a"), 2))).containsExactly(1L, 2L);
    }

    @Test
    void callsGoOnAfterScriptsWereFlushed() {
        queue.enqueue(hints("a", 1, 1));
        admin.commands().scriptFlush();
        queue.enqueue(hints("a", 2, 2));
        admin.commands().scriptFlush();

        assertThat(ids(queue.take(List.of("a"), 2))).containsExactly(1L, 2L);
    }

    @Test
    void sentHintsAreAddedLikeOthersAlsoAfterScriptsWereFlushed() throws InterruptedException {
        queue.enqueue(hints("a", 1, 1));
        Answered second = new Answered();
        assertThat(queue.send(hints("a", 2, 2), second)).isTrue();
        assertThat(second.failure()).isEmpty();
        admin.commands().scriptFlush();
        Answered third = new Answered();
        assertThat(queue.send(hints("a", 3, 3), third)).isTrue();
        assertThat(third.failure()).isEmpty();

        assertThat(queue.await(List.of("a"), SHORT)).isTrue();
        assertThat(ids(queue.take(List.of("a"), 10))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void takeWithAWakeUpGoesOnAfterScriptsWereFlushed() throws InterruptedException {
        queue.enqueue(hints("a", 1, 1));
        admin.commands().scriptFlush();

        assertThat(ids(queue.takeWhenWoken(List.of("a"), 2, List.of(), SHORT))).containsExactly(1L);
        assertThat(admin.clientsNamed("taskq")).hasSize(2);
    }

    @Test
    void keysOfAWrongKindAreRemovedByATakeWithAWakeUp() throws InterruptedException {
        admin.commands().set(keys.wakeUp("a"), "no list");
        assertThat(queue.takeWhenWoken(List.of("a"), 2, List.of(), SHORT)).isEmpty();
        admin.commands().set(keys.stream("a"), "no stream");
        assertThat(queue.takeWhenWoken(List.of("a"), 2, List.of(), SHORT)).isEmpty();
        queue.enqueue(hints("a", 1, 1));

        assertThat(ids(queue.takeWhenWoken(List.of("a"), 2, List.of(), SHORT))).containsExactly(1L);
    }

    @Test
    void waitAndTakeAreOneRoundTripOnAConnectionThatIsKept() throws InterruptedException {
        queue.enqueue(hints("a", 1, 2));
        for (long id = 1; id <= 2; id++) {
            assertThat(ids(queue.takeWhenWoken(List.of("a"), 1, List.of(), SHORT)))
                    .containsExactly(id);
        }

        assertThat(admin.clientsNamed("taskq")).hasSize(2);
    }

    @Test
    void argumentsOutOfRangeAreRefused() {
        queue.enqueue(hints("a", 1, 1));
        List<Delivery> foreign = List.of(new Delivery(hint("a", 1), "no entry"));

        assertThatIllegalArgumentException().isThrownBy(() -> queue.take(List.of(), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.take(List.of("a"), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.await(List.of(), SHORT));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.await(List.of("a"), Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.await(List.of("a"), Duration.ofMillis(1_001)));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.takeWhenWoken(List.of(), 1, List.of(), SHORT));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.takeWhenWoken(List.of("a"), 0, List.of(), SHORT));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queue.takeWhenWoken(List.of("a"), 1, List.of(), Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.takeWhenWoken(List.of("a"), 1, foreign, SHORT));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.ack(foreign));
        assertThatIllegalArgumentException().isThrownBy(() -> queue.enqueue(List.of(new Hint("a", 1, Instant.MAX))));
    }

    @Test
    void nothingToDoIsDoneWithoutRedis() {
        queue.close();

        queue.enqueue(List.of());
        queue.ack(List.of());
        assertThat(queue.length(List.of())).isEmpty();
        assertThat(queue.oldestWaiting(List.of())).isEmpty();
    }

    private boolean untilWoken(String... types) throws InterruptedException {
        boolean rang = false;
        while (!rang) {
            rang = queue.await(List.of(types), Duration.ofSeconds(1));
        }
        return rang;
    }

    private long pending(String type) {
        return admin.commands().xpending(keys.stream(type), "taskq").getCount();
    }

    /** Waits until so many deliveries of a type are old enough to come again, and touches none of them. */
    private void untilOld(String type, int count) {
        Hints.until(() -> admin.commands()
                        .xpending(
                                keys.stream(type),
                                XPendingArgs.Builder.xpending(
                                                Consumer.from("taskq", "agents"), Range.unbounded(), Limit.from(1_000))
                                        .idle(QueuePort.REDELIVERY))
                        .size()
                == count);
    }
}
