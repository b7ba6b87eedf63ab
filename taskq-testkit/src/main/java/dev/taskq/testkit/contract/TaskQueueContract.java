package dev.taskq.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.TaskQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * All that a {@link TaskQueue} promises, as tests. Extend it and give a queue.
 *
 * <p>One instance serves one test, on hints of its own: within it, {@link #newQueue} gives queues that share them.
 */
public abstract class TaskQueueContract {
    private static final Instant STAMP = Instant.parse("2030-01-02T03:04:05.123456Z");
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final String A = "type_a";
    private static final String B = "type.b-2";

    private final List<TaskQueue> opened = new ArrayList<>();
    private @Nullable TaskQueue first;

    /** For subclasses. */
    protected TaskQueueContract() {}

    /**
     * Makes a queue: the first of a test on no hints at all, every further one on the same hints as the first, as another
     * process has it.
     *
     * @return the queue
     */
    protected abstract TaskQueue newQueue();

    @BeforeEach
    final void openQueue() {
        first = another();
    }

    @AfterEach
    final void closeQueues() {
        opened.forEach(TaskQueue::close);
    }

    /**
     * The queue under test.
     *
     * @return the queue
     */
    protected final TaskQueue queue() {
        return Objects.requireNonNull(first);
    }

    private TaskQueue another() {
        TaskQueue queue = newQueue();
        opened.add(queue);
        return queue;
    }

    /** To connect may take longer than the second after which a hint is given again. */
    private TaskQueue anotherThatIsConnected() {
        TaskQueue queue = another();
        assertThat(queue.take(List.of(B), 1)).isEmpty();
        return queue;
    }

    private static Hint hint(String type, long id) {
        return new Hint(type, id, STAMP.plusMillis(id));
    }

    private static List<Hint> hints(String type, long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(id -> hint(type, id)).toList();
    }

    private static List<Hint> hintsOf(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::hint).toList();
    }

    private static List<Long> ids(List<Delivery> deliveries) {
        return deliveries.stream().map(delivery -> delivery.hint().id()).toList();
    }

    private List<Delivery> takeAgain(int max) throws InterruptedException {
        return Eventually.get(
                Eventually.LONG,
                () -> Optional.of(queue().take(List.of(A), max)).filter(taken -> !taken.isEmpty()));
    }

    // Taking

    @Test
    void carriesHints() {
        assertThat(queue().carriesHints()).isTrue();
    }

    @Test
    void emptyQueueGivesNothing() {
        assertThat(queue().take(List.of(A, B), 10)).isEmpty();
    }

    @Test
    void hintComesBackAsItWasGiven() {
        Hint hint = new Hint(A, Long.MAX_VALUE, Instant.parse("2030-01-02T03:04:05.000001Z"));

        queue().enqueue(List.of(hint));

        assertThat(hintsOf(queue().take(List.of(A), 1))).containsExactly(hint);
    }

    @Test
    void hintsAreTakenInTheOrderGiven() {
        queue().enqueue(List.of(hint(A, 3), hint(A, 1)));
        queue().enqueue(List.of(hint(A, 2)));

        assertThat(ids(queue().take(List.of(A), 10))).containsExactly(3L, 1L, 2L);
    }

    @Test
    void eachTypeHasAQueueOfItsOwn() {
        queue().enqueue(List.of(hint(A, 1), hint(B, 2), hint(A, 3)));

        assertThat(ids(queue().take(List.of(B), 10))).containsExactly(2L);
        assertThat(ids(queue().take(List.of(A), 10))).containsExactly(1L, 3L);
    }

    @Test
    void hintThatWasTakenIsNotGivenToOthersAtOnce() {
        TaskQueue other = anotherThatIsConnected();
        queue().enqueue(hints(A, 1, 4));

        assertThat(ids(queue().take(List.of(A), 2))).containsExactly(1L, 2L);
        assertThat(ids(other.take(List.of(A), 10))).containsExactly(3L, 4L);
        assertThat(queue().take(List.of(A), 10)).isEmpty();
    }

    @Test
    void maxHoldsOverAllTypes() {
        queue().enqueue(hints(A, 1, 3));
        queue().enqueue(hints(B, 11, 13));

        assertThat(ids(queue().take(List.of(A, B), 4))).containsExactly(1L, 2L, 3L, 11L);
    }

    @Test
    void typesAreServedInTheOrderGiven() {
        queue().enqueue(hints(A, 1, 3));
        queue().enqueue(hints(B, 11, 13));

        assertThat(ids(queue().take(List.of(B, A), 4))).containsExactly(11L, 12L, 13L, 1L);
    }

    @Test
    void typesThatAreEmptyAreNoHindrance() {
        queue().enqueue(List.of(hint(B, 1)));

        assertThat(ids(queue().take(List.of(A, B, "never_seen"), 10))).containsExactly(1L);
    }

    @Test
    void doubledHintIsGivenTwice() {
        queue().enqueue(List.of(hint(A, 1), hint(A, 1)));
        queue().enqueue(List.of(hint(A, 1)));

        List<Delivery> taken = queue().take(List.of(A), 10);

        assertThat(ids(taken)).containsExactly(1L, 1L, 1L);
        queue().ack(taken.subList(0, 1));
        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 2L));
    }

    @Test
    void thousandsOfHintsPassInOrder() {
        queue().enqueue(hints(A, 1, 5_000));

        List<Long> taken = new ArrayList<>();
        for (List<Delivery> some = queue().take(List.of(A), 700);
                !some.isEmpty();
                some = queue().take(List.of(A), 700)) {
            taken.addAll(ids(some));
            queue().ack(some);
        }

        assertThat(taken)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 5_000).boxed().toList());
    }

    @Test
    void manyTypesAreTakenInOneCall() {
        List<String> types = IntStream.range(0, 200).mapToObj(i -> "many_" + i).toList();
        queue().enqueue(types.stream().map(type -> hint(type, 7)).toList());

        assertThat(queue().take(types, 1_000).stream().map(taken -> taken.hint().type()))
                .containsExactlyElementsOf(types);
    }

    // Acknowledging

    @Test
    void acknowledgedHintIsGoneForEver() throws Exception {
        queue().enqueue(hints(A, 1, 2));
        queue().ack(queue().take(List.of(A), 1));
        queue().take(List.of(A), 1);

        assertThat(ids(takeAgain(10))).containsExactly(2L);
        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 1L));
    }

    @Test
    void acknowledgingTwiceIsHarmless() {
        queue().enqueue(hints(A, 1, 2));
        List<Delivery> taken = queue().take(List.of(A), 1);

        queue().ack(taken);
        queue().ack(taken);

        assertThat(ids(queue().take(List.of(A), 10))).containsExactly(2L);
    }

    @Test
    void anotherProcessMayAcknowledge() {
        queue().enqueue(hints(A, 1, 1));

        another().ack(queue().take(List.of(A), 1));

        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 0L));
    }

    @Test
    void deliveriesOfSeveralTypesAreAcknowledgedTogether() {
        queue().enqueue(hints(A, 1, 3));
        queue().enqueue(hints(B, 11, 13));

        queue().ack(queue().take(List.of(A, B), 5));

        assertThat(queue().length(List.of(A, B))).containsOnly(Map.entry(A, 0L), Map.entry(B, 1L));
    }

    @Test
    void noHintsAndNoDeliveriesAreHarmless() {
        queue().enqueue(List.of());
        queue().ack(List.of());

        assertThat(queue().oldestWaiting(List.of())).isEmpty();
        assertThat(queue().length(List.of())).isEmpty();
    }

    // Redelivery

    @Test
    void hintThatNobodyAcknowledgesIsGivenAgain() throws Exception {
        queue().enqueue(hints(A, 1, 1));
        queue().take(List.of(A), 1);

        assertThat(hintsOf(takeAgain(10))).containsExactly(hint(A, 1));
    }

    @Test
    void hintIsNotGivenAgainBeforeASecondHasPassed() throws Exception {
        queue().enqueue(hints(A, 1, 1));
        long before = System.nanoTime();
        queue().take(List.of(A), 1);
        takeAgain(10);

        // A clock of milliseconds may have begun one just when the hint was taken.
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isGreaterThan(TaskQueue.REDELIVERY.minus(Duration.ofMillis(1)));
    }

    @Test
    void hintGivenAgainStaysWithItsNewTaker() throws Exception {
        TaskQueue other = anotherThatIsConnected();
        queue().enqueue(hints(A, 1, 1));
        queue().take(List.of(A), 1);
        takeAgain(10);

        assertThat(other.take(List.of(A), 10)).isEmpty();
    }

    @Test
    void hintGivenAgainCanBeAcknowledgedByEitherTaker() throws Exception {
        queue().enqueue(hints(A, 1, 1));
        List<Delivery> before = queue().take(List.of(A), 1);
        takeAgain(10);

        queue().ack(before);

        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 0L));
    }

    @Test
    void oldHintsAreAtMostHalfOfWhatIsTaken() throws Exception {
        queue().enqueue(hints(A, 1, 20));
        queue().take(List.of(A), 10);
        waitUntilGivenAgain(10);

        List<Long> taken = ids(queue().take(List.of(A), 6));

        assertThat(taken).hasSize(6);
        assertThat(taken.stream().filter(id -> id <= 10)).hasSizeBetween(1, 3);
    }

    @Test
    void takersOfOneGetOldAndFreshHintsInTurn() throws Exception {
        queue().enqueue(hints(A, 1, 20));
        queue().take(List.of(A), 10);
        waitUntilGivenAgain(10);

        List<Long> taken = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            taken.addAll(ids(queue().take(List.of(A), 1)));
        }

        assertThat(taken).hasSize(4);
        assertThat(taken.stream().filter(id -> id <= 10)).hasSize(2);
    }

    @Test
    void allHintsLeftOverAreGivenAgainInTime() throws Exception {
        queue().enqueue(hints(A, 1, 300));
        queue().take(List.of(A), 300);

        Set<Long> again = new HashSet<>();
        Eventually.until(Eventually.LONG, () -> {
            List<Delivery> some = queue().take(List.of(A), 50);
            queue().ack(some);
            again.addAll(ids(some));
            return again.size() == 300;
        });
    }

    /** The redelivery time is over for all when it is over for a hint of another type that was taken after them. */
    private void waitUntilGivenAgain(int taken) throws InterruptedException {
        assertThat(queue().length(List.of(A)).get(A)).isGreaterThanOrEqualTo(taken);
        queue().enqueue(List.of(hint(B, 99)));
        queue().take(List.of(B), 1);
        Eventually.until(Eventually.LONG, () -> !queue().take(List.of(B), 1).isEmpty());
    }

    // WakeUps

    @Test
    void wakeUpRingsForAHintSentBefore() throws Exception {
        queue().enqueue(hints(A, 1, 1));

        assertThat(queue().await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    void wakeUpRingsForAHintSentLater() throws Exception {
        TaskQueue sender = another();
        List<Boolean> rang = Together.run(2, number -> {
            if (number == 0) {
                return awaitLong(queue(), A);
            }
            sender.enqueue(hints(A, 1, 1));
            return true;
        });

        assertThat(rang).containsOnly(true);
    }

    private static boolean awaitLong(TaskQueue queue, String type) throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            if (queue.await(List.of(type), Duration.ofSeconds(1))) {
                return true;
            }
        }
        return false;
    }

    @Test
    void waitEndsWithoutAHint() throws Exception {
        assertThat(queue().await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    void wakeUpOfAnotherTypeIsNotHeard() throws Exception {
        queue().enqueue(hints(B, 1, 1));

        assertThat(queue().await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    void wakeUpOfAnyTypeGivenIsHeard() throws Exception {
        queue().enqueue(hints(B, 1, 1));

        assertThat(queue().await(List.of(A, B), MOMENT)).isTrue();
        assertThat(queue().await(List.of(A, B), MOMENT)).isFalse();
    }

    @Test
    void wakeUpRingsOnceForEachHint() throws Exception {
        queue().enqueue(hints(A, 1, 3));

        for (int i = 0; i < 3; i++) {
            assertThat(queue().await(List.of(A), MOMENT)).isTrue();
        }
        assertThat(queue().await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    void wakeUpKeepsNoMoreThanAThousandTokens() throws Exception {
        queue().enqueue(hints(A, 1, 700));
        queue().enqueue(hints(A, 701, 1_400));

        int rang = 0;
        while (rang <= TaskQueue.MOST_TOKENS && queue().await(List.of(A), MOMENT)) {
            rang++;
        }

        assertThat(rang).isEqualTo(TaskQueue.MOST_TOKENS);
    }

    @Test
    void takeThatFindsNothingSilencesTheWakeUps() throws Exception {
        queue().enqueue(hints(A, 1, 5));
        queue().ack(queue().take(List.of(A), 10));
        assertThat(queue().take(List.of(A, B), 10)).isEmpty();

        assertThat(queue().await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    void takeThatFindsSomethingLeavesTheWakeUpsAlone() throws Exception {
        queue().enqueue(hints(A, 1, 2));
        queue().take(List.of(A), 1);

        assertThat(queue().await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    void silencingAWakeUpLeavesOtherTypesAlone() throws Exception {
        queue().enqueue(hints(A, 1, 1));
        queue().take(List.of(B), 1);

        assertThat(queue().await(List.of(A), MOMENT)).isTrue();
    }

    @Test
    void waitingThreadCanBeInterrupted() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread waiting = new Thread(() -> {
            try {
                while (true) {
                    queue().await(List.of(A), Duration.ofSeconds(1));
                }
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        waiting.start();
        waiting.interrupt();

        assertThat(waiting.join(Eventually.LONG)).isTrue();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    // Threads

    @Test
    void manyTakersGetEachHintOnce() throws Exception {
        queue().enqueue(hints(A, 1, 1_000));
        TaskQueue other = another();

        List<List<Long>> taken = Together.run(8, number -> {
            TaskQueue mine = number % 2 == 0 ? queue() : other;
            List<Long> all = new ArrayList<>();
            for (List<Delivery> some = mine.take(List.of(A), 7); !some.isEmpty(); some = mine.take(List.of(A), 7)) {
                all.addAll(ids(some));
                mine.ack(some);
            }
            return all;
        });

        assertThat(taken.stream().flatMap(List::stream)).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void manySendersLoseNoHint() throws Exception {
        TaskQueue other = another();

        Together.run(8, number -> {
            for (int i = 0; i < 25; i++) {
                (number % 2 == 0 ? queue() : other).enqueue(List.of(hint(A, number * 100L + i)));
            }
            return number;
        });

        assertThat(ids(queue().take(List.of(A), 1_000))).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void manyWaitersAreWokenByAsManyHints() throws Exception {
        List<Boolean> rang = Together.run(6, number -> {
            if (number == 0) {
                queue().enqueue(hints(A, 1, 5));
                return true;
            }
            return awaitLong(queue(), A);
        });

        assertThat(rang).containsOnly(true);
    }

    // What is known of it

    @Test
    void lengthCountsFreshAndPendingHints() {
        queue().enqueue(hints(A, 1, 5));
        queue().take(List.of(A), 2);

        assertThat(queue().length(List.of(A, B))).containsOnly(Map.entry(A, 5L), Map.entry(B, 0L));
    }

    @Test
    void oldestWaitingIsTheFirstFreshHint() {
        queue().enqueue(hints(A, 5, 8));

        assertThat(queue().oldestWaiting(List.of(A, B)))
                .containsExactly(Map.entry(A, hint(A, 5).hintedAt()));
    }

    @Test
    void oldestWaitingMayBeAPendingHint() {
        queue().enqueue(hints(A, 5, 8));
        queue().take(List.of(A), 2);

        assertThat(queue().oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 5).hintedAt()));
    }

    @Test
    void oldestWaitingMayBePendingWhenNothingIsFresh() {
        queue().enqueue(hints(A, 5, 5));
        queue().take(List.of(A), 2);

        assertThat(queue().oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 5).hintedAt()));
    }

    @Test
    void oldestWaitingIsTheEarlierStampOfPendingAndFresh() {
        queue().enqueue(List.of(hint(A, 9), hint(A, 2)));
        queue().take(List.of(A), 1);

        assertThat(queue().oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 2).hintedAt()));
    }

    @Test
    void oldestWaitingForgetsWhatWasAcknowledged() {
        queue().enqueue(hints(A, 5, 8));
        queue().ack(queue().take(List.of(A), 2));

        assertThat(queue().oldestWaiting(List.of(A)))
                .containsExactly(Map.entry(A, hint(A, 7).hintedAt()));
    }

    @Test
    void nothingWaitsWhereAllIsAcknowledged() {
        queue().enqueue(hints(A, 5, 8));
        queue().ack(queue().take(List.of(A), 10));

        assertThat(queue().oldestWaiting(List.of(A))).isEmpty();
    }

    // Dropping

    @Test
    void dropForgetsFreshAndPendingHints() {
        queue().enqueue(hints(A, 1, 5));
        queue().take(List.of(A), 2);

        queue().drop(A);

        assertThat(queue().take(List.of(A), 10)).isEmpty();
        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 0L));
        assertThat(queue().oldestWaiting(List.of(A))).isEmpty();
    }

    @Test
    void dropLeavesOtherTypesAlone() {
        queue().enqueue(List.of(hint(A, 1), hint(B, 2)));

        queue().drop(A);

        assertThat(ids(queue().take(List.of(A, B), 10))).containsExactly(2L);
    }

    @Test
    void typeThatWasDroppedTakesNewHints() throws Exception {
        queue().enqueue(hints(A, 1, 5));
        queue().take(List.of(A), 2);
        queue().drop(A);

        queue().enqueue(hints(A, 11, 12));

        assertThat(queue().await(List.of(A), MOMENT)).isTrue();
        assertThat(ids(queue().take(List.of(A), 10))).containsExactly(11L, 12L);
    }

    @Test
    void deliveryFromBeforeADropIsAcknowledgedInVain() {
        queue().enqueue(hints(A, 1, 1));
        List<Delivery> before = queue().take(List.of(A), 1);
        queue().drop(A);
        queue().enqueue(hints(A, 2, 2));

        queue().ack(before);

        assertThat(ids(queue().take(List.of(A), 10))).containsExactly(2L);
    }

    @Test
    void droppingWhatIsNotThereIsHarmless() {
        queue().drop("never_seen");

        assertThat(queue().length(List.of("never_seen"))).containsExactly(Map.entry("never_seen", 0L));
    }

    // Probing

    @Test
    void probesLeaveNothingBehind() throws Exception {
        for (TaskQueue.Use use : TaskQueue.Use.values()) {
            queue().probe(use);
            queue().probe(use);
        }

        assertThat(queue().take(List.of(A), 10)).isEmpty();
        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 0L));
        assertThat(queue().await(List.of(A), MOMENT)).isFalse();
    }

    @Test
    void probesTouchNoHintAndNoWakeUp() throws Exception {
        queue().enqueue(hints(A, 1, 3));
        queue().take(List.of(A), 1);

        for (TaskQueue.Use use : TaskQueue.Use.values()) {
            queue().probe(use);
        }

        assertThat(queue().length(List.of(A))).containsExactly(Map.entry(A, 3L));
        assertThat(queue().await(List.of(A), MOMENT)).isTrue();
        assertThat(ids(queue().take(List.of(A), 10))).containsExactly(2L, 3L);
    }

    // Arguments

    @Test
    void takingOfNoTypesIsRefused() {
        assertThatThrownBy(() -> queue().take(List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takingNoneIsRefused() {
        assertThatThrownBy(() -> queue().take(List.of(A), 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waitingForNoTypesIsRefused() {
        assertThatThrownBy(() -> queue().await(List.of(), MOMENT)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void waitingForNoTimeOrTooLongIsRefused() {
        Stream.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(1_001))
                .forEach(longest -> assertThatThrownBy(() -> queue().await(List.of(A), longest))
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void closingTwiceIsHarmless() {
        TaskQueue queue = another();

        queue.close();

        assertThatCode(queue::close).doesNotThrowAnyException();
    }

    @Test
    void closingOneLeavesTheOthersOpen() {
        TaskQueue other = another();
        queue().enqueue(hints(A, 1, 1));

        queue().close();

        assertThat(ids(other.take(List.of(A), 10))).containsExactly(1L);
    }
}
