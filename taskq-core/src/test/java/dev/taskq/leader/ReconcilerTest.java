package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.QueueUnavailableException;
import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.Delivery;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.Scan;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rows without a hint get one; those that have one do not get another. */
class ReconcilerTest {
    private static final Duration SLACK = Duration.ofSeconds(3);
    /** What it takes to send hints to {@link #slowQueue}, however many. */
    private static final Duration SENDING = Duration.ofMillis(80);

    private final DutyFixture fixture = new DutyFixture();
    private final Reconciler reconciler = fixture.reconciler(fixture.queue);

    private List<Long> hinted() {
        return hinted(DutyFixture.TYPE);
    }

    private List<Long> hinted(String type) {
        return fixture.queue.take(List.of(type), 100_000).stream()
                .map(Delivery::hint)
                .map(Hint::id)
                .toList();
    }

    private void hint(List<Long> ids) {
        fixture.queue.enqueue(ids.stream()
                .map(id -> new Hint(DutyFixture.TYPE, id, stamp(id)))
                .toList());
    }

    private Instant stamp(long id) {
        return fixture.task(id).times().queuedAt().orElseThrow();
    }

    @Test
    void rowsWithoutAHintGetOneEachInTheirOrder() {
        List<Long> ids = fixture.submit(5_000);
        fixture.platform.pass(SLACK);
        fixture.run(reconciler);
        fixture.platform.pass(SLACK);
        fixture.run(reconciler);
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }

    @Test
    void tourThatFindsNothingIsFollowedByALongerRest() {
        assertThat(reconciler.round()).isEqualTo(Duration.ofSeconds(2));
        fixture.platform.pass(Duration.ofSeconds(2));

        hint(fixture.submit(1));

        assertThat(reconciler.round()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void rowWithoutAHintIsFoundInTimeAlsoAfterALongRest() {
        reconciler.round();
        List<Long> ids = fixture.submit(1);
        for (Duration passed = Duration.ZERO; passed.toMillis() < 4_500; passed = passed.plusMillis(100)) {
            fixture.platform.pass(Duration.ofMillis(100));
            fixture.run(reconciler);
        }
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }

    @Test
    void waitingForAQueueThatIsAwayIsNoWorkToRestFrom() {
        Duration wait = Duration.ofSeconds(2);
        QueuePort away = (QueuePort) Proxy.newProxyInstance(
                QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("oldestWaiting")) {
                        fixture.platform.pass(wait);
                        throw new QueueUnavailableException(null);
                    }
                    return method.invoke(fixture.queue, arguments);
                });
        Reconciler withoutQueue = fixture.reconciler(away);
        assertThat(withoutQueue.round()).isPositive().isLessThan(Duration.ofSeconds(1));
    }

    /** It waited for a lock, say: rows that lack their hints do not wait in proportion to that. */
    @Test
    void roundThatWaitedIsFollowedByAShortRest() {
        AtomicInteger calls = new AtomicInteger();
        QueuePort slow = (QueuePort) Proxy.newProxyInstance(
                QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("oldestWaiting")) {
                        calls.incrementAndGet();
                        fixture.platform.pass(Duration.ofSeconds(5));
                    }
                    return method.invoke(fixture.queue, arguments);
                });
        Reconciler reconcilerOfSlow = fixture.reconciler(slow);
        reconcilerOfSlow.round();
        assertThat(calls).hasValue(1);

        fixture.platform.pass(Duration.ofSeconds(5));
        reconcilerOfSlow.round();
        assertThat(calls).hasValue(2);
    }

    private QueuePort slowQueue() {
        return (QueuePort) Proxy.newProxyInstance(
                QueuePort.class.getClassLoader(), new Class<?>[] {QueuePort.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("enqueue")) {
                        fixture.platform.pass(SENDING);
                    }
                    return method.invoke(fixture.queue, arguments);
                });
    }

    @Test
    void beyondTheFirstTenThousandLostHintsTakeAQuarterOfTheTime() {
        List<Long> ids = fixture.submit(13_000);
        fixture.platform.pass(SLACK);
        Reconciler ofFlood = fixture.reconciler(slowQueue());

        for (int round = 1; round < 10; round++) {
            assertThat(ofFlood.round()).as("round %d", round).isZero();
        }
        for (int round = 10; round <= 13; round++) {
            Duration rest = ofFlood.round();
            assertThat(rest).as("round %d", round).isEqualTo(SENDING.multipliedBy(3));
            fixture.platform.pass(rest);
        }
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }

    /**
     * A round sends a thousand hints at most, and a flood takes them all if its type comes first. The first type is drawn for each round.
     * Of two types, each comes first in every second round on average. That it does not in 20 rounds in a row happens once in a million
     * times.
     */
    @Test
    void lostHintOfAnotherTypeIsSentWhileAFloodGoesOn() {
        // Behind the flood's in the order of their names: the drawing alone brings it to the front.
        assertSentInAFlood("zip", List.of("zip"), 40_000, 20);
    }

    /** A round looks at a hundred types, and no type has a second turn before all have had one: a tour has two rounds here. */
    @Test
    void lostHintOfATypeInAnotherHundredThanTheFloodIsSentWithinOneTour() {
        List<String> others =
                IntStream.range(100, 205).mapToObj(i -> "type-" + i).toList();
        assertSentInAFlood("type-100", others, 15_000, 2);
    }

    /** A scan of a round reads few rows of a type then, and what is behind them must not wait for a rest. */
    @Test
    void lostHintsOfATypeBesideManyOthersAreSentWithoutARest() {
        fixture.store
                .types()
                .register(IntStream.range(101, 200).mapToObj(i -> "type-" + i).toList());
        List<Long> ids = fixture.submit(10_000);
        fixture.platform.pass(SLACK);
        Reconciler ofMany = fixture.reconciler(slowQueue());

        for (int round = 1; round < 50; round++) {
            assertThat(ofMany.round()).as("round %d", round).isZero();
        }
        ofMany.round();
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }

    private void assertSentInAFlood(String type, List<String> otherTypes, int flood, int mostRounds) {
        fixture.store.types().register(otherTypes);
        fixture.submit(flood);
        fixture.platform.pass(SLACK);
        Reconciler ofFlood = fixture.reconciler(slowQueue());
        Duration rest = ofFlood.round();
        while (rest.isZero()) {
            rest = ofFlood.round();
        }
        assertThat(fixture.hints()).as("rests as soon as it is a flood").isEqualTo(10_000);
        List<Long> lost = fixture.submit(1, NewTask.of(type, "{}"));
        fixture.platform.pass(SLACK);

        for (int round = 0;
                round < mostRounds && fixture.queue.oldestWaiting(List.of(type)).isEmpty();
                round++) {
            fixture.platform.pass(ofFlood.round());
        }
        assertThat(hinted(type)).containsExactlyElementsOf(lost);
        assertThat(fixture.hints()).as("the flood goes on").isLessThan(flood);
    }

    @Test
    void rowsThatHaveAHintGetNoOther() {
        List<Long> ids = fixture.submit(100);
        hint(ids);
        for (int i = 0; i < 20; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        assertThat(fixture.hints()).isEqualTo(100);
    }

    @Test
    void rowWhoseHintMayStillBeOnItsWayIsLeft() {
        fixture.submit(1);
        fixture.platform.pass(Duration.ofSeconds(1));
        fixture.run(reconciler);
        assertThat(fixture.hints()).isZero();
    }

    @Test
    void rowsBehindThoseThatRunAreFound() {
        Host agent = fixture.agent("agent");
        List<Long> running = fixture.submit(20_000);
        fixture.claim(agent, running);
        List<Long> lost = fixture.submit(10);
        for (int i = 0; i < 10; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        assertThat(hinted()).containsExactlyElementsOf(lost);
    }

    @Test
    void pendingHintThatIsOldestGuardsTheRowsBehindIt() {
        List<Long> ids = fixture.submit(10);
        hint(ids);
        // Taken and never acknowledged: the oldest is the pending one, not the first fresh one.
        assertThat(fixture.queue.take(List.of(DutyFixture.TYPE), 5)).hasSize(5);
        fixture.platform.pass(SLACK);
        fixture.run(reconciler);
        assertThat(fixture.hints()).isEqualTo(10);
    }

    @Test
    void rowThatSomebodyHoldsIsHintedOnceAndOthersBehindItToo() {
        List<Long> ids = fixture.submit(3);
        fixture.database.lockTask(ids.get(0));
        for (int i = 0; i < 5; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        assertThat(hinted()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void stepBackOfTheStoresClockDoublesNoHints() {
        List<Long> before = fixture.submit(10);
        hint(before);
        fixture.platform.stepClock(Duration.ofHours(-1));
        fixture.platform.pass(SLACK);
        List<Long> after = fixture.submit(10);
        hint(after);
        for (int i = 0; i < 10; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        // Once at most: the first ten, still the oldest, stand an hour ahead of those behind them.
        assertThat(fixture.hints()).isLessThanOrEqualTo(30);
        long settled = fixture.hints();
        for (int i = 0; i < 10; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        assertThat(fixture.hints()).isEqualTo(settled);
    }

    @Test
    void stampThatNoClockHasToldStrandsNoRow() {
        List<Long> ids = fixture.submit(10);
        fixture.queue.enqueue(List.of(new Hint(DutyFixture.TYPE, ids.get(0), Instant.parse("9999-06-01T00:00:00Z"))));
        for (int i = 0; i < 5; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        Scan scan = new Scan(DutyFixture.TYPE, Position.START, Scan.NO_END, 100, 100);
        assertThat(fixture.store.dispatch().waiting(List.of(scan), 100).get(0).queued())
                .hasSize(10)
                .allMatch(row -> row.hintedAt().isBefore(fixture.store.now().plusSeconds(3)));
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }

    @Test
    void stampALittleAheadIsBelieved() {
        List<Long> ids = fixture.submit(2);
        fixture.queue.enqueue(List.of(
                new Hint(DutyFixture.TYPE, ids.get(0), fixture.store.now().plusSeconds(50))));
        fixture.platform.pass(SLACK);
        fixture.run(reconciler);
        fixture.run(reconciler);
        assertThat(hinted()).startsWith(ids.get(0));
    }

    @Test
    void rowThatWasCommittedBelowTheFloorIsFoundByTheSweep() {
        List<Long> ids = fixture.submit(3);
        fixture.platform.pass(Duration.ofMinutes(10));
        fixture.store
                .types()
                .recordBacklog(List.of(new BacklogCount(DutyFixture.TYPE, fixture.store.now(), OptionalLong.of(0))));
        fixture.run(reconciler);
        IntStream.range(0, 40).forEach(i -> {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        });
        assertThat(hinted()).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void rowsQueuedJustBeforeTheQueueForgotAreHintedThoughThoseBeforeThemStillWait() {
        List<Long> ids = new ArrayList<>(fixture.submit(10));
        fixture.platform.pass(SLACK);
        ids.addAll(fixture.submit(10));
        fixture.platform.pass(Duration.ofMillis(500));
        fixture.run(reconciler);
        assertThat(fixture.hints()).isEqualTo(10);
        for (int i = 0; i < 5; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(reconciler);
        }
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }

    @Test
    void withoutAQueueRowsBelowTheFloorAreStampedAnewSoThatAgentsFindThem() {
        Reconciler alone = fixture.reconciler(QueuePort.none());
        long id = fixture.submit(1).get(0);
        fixture.platform.pass(Duration.ofMinutes(10));
        Instant floor = fixture.store.now();
        fixture.store.types().recordBacklog(List.of(new BacklogCount(DutyFixture.TYPE, floor, OptionalLong.of(0))));
        Scan scan = new Scan(DutyFixture.TYPE, Position.before(floor), Scan.NO_END, 10, 10);
        assertThat(fixture.store.dispatch().waiting(List.of(scan), 10).get(0).queued())
                .isEmpty();
        for (int i = 0; i < 100; i++) {
            fixture.platform.pass(SLACK);
            fixture.run(alone);
        }
        assertThat(fixture.store.dispatch().waiting(List.of(scan), 10).get(0).queued())
                .extracting(Hint::id)
                .containsExactly(id);
    }

    @Test
    void rowsQueuedAfterTheClockSteppedBackBelowTheFloorAreFoundAtOnce() {
        fixture.platform.pass(Duration.ofMinutes(10));
        fixture.store
                .types()
                .recordBacklog(List.of(
                        new BacklogCount(DutyFixture.TYPE, fixture.store.now().minusSeconds(10), OptionalLong.of(0))));
        fixture.platform.stepClock(Duration.ofMinutes(-5));
        List<Long> ids = fixture.submit(3);
        fixture.platform.pass(SLACK);
        fixture.run(reconciler);
        assertThat(hinted()).containsExactlyElementsOf(ids);
    }
}
