package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Outcome;
import dev.taskq.OutcomeUnknownException;
import dev.taskq.QueueUnavailableException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.TaskHandler;
import dev.taskq.TaskStatus;
import dev.taskq.TaskType;
import dev.taskq.agent.AgentFixture.Work;
import dev.taskq.engine.Duty;
import dev.taskq.engine.Linger;
import dev.taskq.engine.QueueWatch;
import dev.taskq.lifecycle.ExecutionEnd;
import dev.taskq.spi.Hint;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.QueuePort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When an agent takes tasks, and from where. No handler runs in these tests: a task keeps its slot. */
class PollerTest {
    private static final int SLOTS = 2;
    private static final int MEMORY = 1_000;
    private static final Duration NOT_NOW = Duration.ofMillis(100);
    private static final Duration SILENCE = Duration.ofSeconds(2);

    private final AgentFixture agent = new AgentFixture(SLOTS, MEMORY);
    private final Poller poller = agent.poller;

    /** The first round scans the store, and finds nothing. */
    @BeforeEach
    void firstScanIsOver() throws InterruptedException {
        agent.platform.holdThreads();
        poller.round();
        assertThat(agent.dispatch.scans).hasSize(1);
    }

    /** Rounds, with heartbeats between them. */
    private void rounds(int number) throws InterruptedException {
        for (int i = 0; i < number; i++) {
            agent.heartbeat();
            poller.round();
        }
    }

    /** Time passes, with rounds as soon as they are due, and heartbeats. */
    private void passWithRounds(Duration time) throws InterruptedException {
        Duration step = Duration.ofMillis(20);
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(step)) {
            agent.platform.pass(step);
            // A scan, what follows it at once, and whether that is all.
            rounds(3);
        }
    }

    private static QueueUnavailableException queueAway() {
        return new QueueUnavailableException(null);
    }

    private List<Long> held() {
        return agent.executions.all().stream().map(Execution::taskId).sorted().toList();
    }

    private static List<Long> ids(List<Hint> hints) {
        return hints.stream().map(Hint::id).toList();
    }

    private static String large(int bytes) {
        return "{\"n\": 1, \"text\": \"" + "x".repeat(bytes) + "\"}";
    }

    // Hints

    @Test
    void hintedTaskIsClaimedAndItsHintRemoved() throws Exception {
        Hint hint = agent.submitHinted(1).getFirst();

        assertThat(poller.round()).isZero();

        assertThat(agent.status(hint)).isEqualTo(TaskStatus.RUNNING);
        assertThat(held()).containsExactly(hint.id());
        poller.round();
        assertThat(agent.hints()).isZero();
    }

    @Test
    void hintOfATaskThatIsGoneIsRemoved() throws Exception {
        Hint hint = agent.submitHinted(1).getFirst();
        agent.store.submissions().cancel(List.of(hint.id()));

        rounds(2);

        assertThat(held()).isEmpty();
        assertThat(agent.hints()).isZero();
    }

    @Test
    void hintOfALockedTaskStaysInTheQueue() throws Exception {
        Hint hint = agent.submitHinted(1).getFirst();
        agent.database.lockTask(hint.id());

        rounds(2);

        assertThat(held()).isEmpty();
        assertThat(agent.hints()).isEqualTo(1);
    }

    @Test
    void noMoreIsTakenThanThereAreFreeSlots() throws Exception {
        List<Hint> hints = agent.submitHinted(SLOTS + 1);

        rounds(2);

        assertThat(held()).containsExactlyElementsOf(ids(hints.subList(0, SLOTS)));
        assertThat(agent.slots.free()).isZero();
        assertThat(agent.hints()).isEqualTo(1);
    }

    @Test
    void pollerWaitsForNewHintsAtMostASecondAtATime() throws Exception {
        assertThat(poller.round()).isZero();

        assertThat(agent.queue.waits)
                .singleElement()
                .satisfies(wait -> assertThat(wait).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void typesTakeTurnsAtBeingFirst() throws Exception {
        AgentFixture two = new AgentFixture(SLOTS, MEMORY, serving("a"), serving("b"));
        two.platform.holdThreads();

        for (int i = 0; i < 3; i++) {
            // With a leader that is known, scans are rare.
            two.heartbeat(
                    new LeaseFacts(two.store.now(), 1, Map.of(), Duration.ofMillis(500), false, AgentFixture.VALID));
            two.poller.round();
        }

        assertThat(two.queue.takenWhenWoken).containsExactlyInAnyOrder(List.of("a", "b"), List.of("b", "a"));
    }

    private static TaskHandler<Work> serving(String type) {
        return TaskHandler.of(TaskType.of(type, Work.class), (context, work) -> Outcome.done());
    }

    // Acknowledgements, and hints that keep coming

    private static AgentFixture withManySlots() throws InterruptedException {
        AgentFixture many = new AgentFixture(64);
        many.platform.holdThreads();
        many.poller.round();
        return many;
    }

    @Test
    void acknowledgementRidesOnATakeThatFollowsAtOnce() throws Exception {
        agent.submitHinted(SLOTS + 2);
        poller.round();
        assertThat(agent.hints()).isEqualTo(SLOTS + 2);
        agent.slots.giveBack(SLOTS);

        poller.round();

        assertThat(agent.hints()).isEqualTo(2);
        assertThat(agent.queue.acks).isZero();
    }

    @Test
    void hintsAreAcknowledgedBeforeAnIdleAgentWaits() throws Exception {
        AgentFixture many = withManySlots();
        many.submitHinted(3);
        many.poller.round();
        int taken = many.queue.taken.size();

        assertThat(many.poller.round()).isZero();

        assertThat(many.hints()).isZero();
        assertThat(many.queue.acks).isOne();
        // The first take has left nothing behind.
        assertThat(many.queue.taken).hasSize(taken);
        assertThat(many.queue.waits).hasSize(1);
    }

    @Test
    void hintsAreAcknowledgedBeforeTheStoreIsScanned() throws Exception {
        AgentFixture many = withManySlots();
        many.submitHinted(3);
        many.poller.round();
        many.platform.pass(Duration.ofSeconds(10));
        many.heartbeat();
        int scans = many.dispatch.scans.size();

        many.poller.round();

        assertThat(many.dispatch.scans).hasSize(scans + 1);
        assertThat(many.hints()).isZero();
    }

    @Test
    void agentThatIsWokenTakesItsHintsInTheSameCall() throws Exception {
        AgentFixture many = withManySlots();
        many.submitHinted(3);
        many.poller.round();
        int taken = many.queue.taken.size();
        Hint hint = many.submitHinted(1).getFirst();
        many.queue.rings = true;

        assertThat(many.poller.round()).isZero();

        assertThat(many.status(hint)).isEqualTo(TaskStatus.RUNNING);
        assertThat(many.queue.waits).hasSize(1);
        assertThat(many.queue.taken).hasSize(taken);
    }

    /** A round of an agent that knows a leader, whose scans are rare. */
    private void calmRound() throws InterruptedException {
        agent.heartbeat(
                new LeaseFacts(agent.store.now(), 1, Map.of(), Duration.ofMillis(500), false, AgentFixture.VALID));
        poller.round();
    }

    @Test
    void waitThatTookNothingIsFollowedByAWait() throws Exception {
        calmRound();
        calmRound();

        assertThat(agent.queue.waits).hasSize(2);
        assertThat(agent.queue.taken).hasSize(1);
    }

    /** Takes a hint at the end of a wait during which something happens, and claims nothing. */
    private void assertClaimsNothingAfterAWaitIn(Runnable meanwhile) throws InterruptedException {
        calmRound();
        Hint hint = agent.submitHinted(1).getFirst();
        agent.queue.faults.beforeNext(meanwhile);

        calmRound();

        assertThat(agent.queue.waits).hasSize(2);
        assertThat(agent.dispatch.claims).isEmpty();
        assertThat(agent.status(hint)).isEqualTo(TaskStatus.QUEUED);
        // Not acknowledged: another agent gets it after a second.
        assertThat(agent.hints()).isOne();
    }

    @Test
    void nothingIsClaimedAfterAWaitInWhichHeartbeatsFailed() throws Exception {
        assertClaimsNothingAfterAWaitIn(agent.state::heartbeatFailed);
    }

    @Test
    void nothingIsClaimedOfATypeThatWasPausedDuringTheWait() throws Exception {
        assertClaimsNothingAfterAWaitIn(this::pause);
    }

    /** A heartbeat is answered during the take in vain before the wait. */
    @Test
    void noHintIsWaitedForOfATypeThatWasPausedDuringATake() throws Exception {
        agent.queue.faults.afterNext(this::pause);

        calmRound();

        assertThat(agent.queue.taken).hasSize(1);
        assertThat(agent.queue.takenWhenWoken).isEmpty();
    }

    /** A heartbeat is answered while hints are acknowledged before the scan. */
    @Test
    void storeIsNotScannedForATypeThatWasPausedDuringAnAcknowledgement() throws Exception {
        agent.submitHinted(1);
        poller.round();
        assertThat(held()).hasSize(1);
        agent.platform.pass(Duration.ofSeconds(1));
        agent.heartbeat();
        int scans = agent.dispatch.scans.size();
        agent.queue.faults.afterNext(this::pause);

        poller.round();

        assertThat(agent.queue.acks).isOne();
        assertThat(agent.dispatch.scans).hasSize(scans);
    }

    private void pause() {
        agent.store.types().pause(AgentFixture.TYPE, true);
        agent.heartbeat();
    }

    @Test
    void hintsAreAcknowledgedWhenTheAgentStops() throws Exception {
        agent.submitHinted(1);
        poller.round();

        poller.close();

        assertThat(agent.hints()).isZero();
    }

    /** Submits tasks, and claims them, which takes a millisecond. Returns when the poller wants to come again. */
    private static Duration claim(AgentFixture many, int number) throws InterruptedException {
        many.submitHinted(number);
        many.dispatch.faults.beforeNext(() -> many.platform.pass(Duration.ofMillis(1)));
        return many.poller.round();
    }

    @Test
    void pollerLingersWhileHintsKeepComingAndAcknowledgesWithTheNextTake() throws Exception {
        AgentFixture many = withManySlots();

        assertThat(claim(many, 20)).isPositive().isLessThanOrEqualTo(Linger.Bounds.TAKES.most());
        assertThat(claim(many, 1)).isPositive().isLessThanOrEqualTo(Linger.Bounds.TAKES.most());

        assertThat(many.queue.acks).isZero();
        assertThat(many.queue.waits).isEmpty();
        assertThat(many.hints()).isOne();
        // Nothing has come: what was claimed last is acknowledged, and a wake-up waited for.
        many.poller.round();
        assertThat(many.hints()).isZero();
        assertThat(many.queue.acks).isZero();
        assertThat(many.queue.waits).hasSize(1);
    }

    @Test
    void acknowledgementWaitsForAWakeUpOnlyWhileHintsKeepComingAndForAMomentOnly() throws Exception {
        AgentFixture many = withManySlots();
        claim(many, 20);
        many.platform.pass(Duration.ofMillis(100));
        assertThat(claim(many, 1)).isZero();
        assertThat(many.hints()).isOne();
        assertThat(many.queue.acks).isZero();

        many.poller.round();

        assertThat(many.queue.waits).containsExactly(Duration.ofMillis(20));
        assertThat(many.queue.acks).isZero();
        assertThat(many.hints()).isZero();
    }

    @Test
    void pollerDoesNotLingerWhereHintsComeSlowly() throws Exception {
        AgentFixture many = withManySlots();
        for (int i = 0; i < 50; i++) {
            many.platform.pass(Duration.ofMillis(10));
            many.heartbeat();
            assertThat(claim(many, 1)).isZero();
        }
    }

    // When nothing is taken

    private void assertTakesNothing(Duration next) throws InterruptedException {
        int before = agent.queue.taken.size();
        int scans = agent.dispatch.scans.size();
        List<Hint> hints = agent.submitHinted(1);

        assertThat(poller.round()).isEqualTo(next);

        assertThat(agent.queue.taken).hasSize(before);
        assertThat(agent.dispatch.scans).hasSize(scans);
        assertThat(agent.status(hints.getFirst())).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void nothingIsTakenWhileNoSlotIsFree() throws Exception {
        agent.slots.take(SLOTS);

        assertTakesNothing(SILENCE);
    }

    @Test
    void nothingIsTakenWhileResultsAreTooMany() throws Exception {
        for (int i = 0; i < AgentFixture.MOST_RESULTS; i++) {
            agent.reporter.report(
                    agent.execution(i + 1), new ExecutionEnd.Succeeded(), Optional.empty(), Optional.empty());
        }
        agent.slots.giveBack(AgentFixture.MOST_RESULTS);

        assertTakesNothing(SILENCE);
    }

    @Test
    void nothingIsTakenWhileMemoryIsFullAndThePollerIsToldOfRoom() throws Exception {
        agent.bytes.take(MEMORY);

        assertTakesNothing(SILENCE);

        agent.bytes.giveBack(1);
        assertThat(agent.pollerWakes.count()).isOne();
    }

    @Test
    void nothingIsTakenBeforeTheFirstHeartbeatOfASession() throws Exception {
        agent.state.opened(agent.state.session());

        assertTakesNothing(NOT_NOW);
    }

    @Test
    void nothingIsTakenWhileHeartbeatsFail() throws Exception {
        agent.state.heartbeatFailed();

        assertTakesNothing(NOT_NOW);
    }

    @Test
    void nothingIsTakenWhenTheLastHeartbeatIsTooOld() throws Exception {
        agent.platform.pass(Duration.ofMillis(2_001));

        assertTakesNothing(NOT_NOW);
    }

    @Test
    void nothingIsTakenOfAPausedType() throws Exception {
        agent.store.types().pause(AgentFixture.TYPE, true);
        agent.heartbeat();
        assertTakesNothing(NOT_NOW);

        agent.store.types().pause(AgentFixture.TYPE, false);
        agent.heartbeat();
        poller.round();
        assertThat(held()).hasSize(1);
    }

    @Test
    void nothingIsTakenForASecondAfterAClaimThatFailed() throws Exception {
        agent.submitHinted(1);
        agent.dispatch.faults.failBeforeNext(new StoreUnavailableException(null));
        poller.round();

        assertTakesNothing(Duration.ofSeconds(1));
    }

    // Claims whose outcome is unknown

    private void claimWithUnknownOutcome() throws InterruptedException {
        agent.submitHinted(1);
        agent.dispatch.faults.failAfterNext(new OutcomeUnknownException(List.of(), null));
        poller.round();
        assertThat(agent.claims.isUnsettled()).isTrue();
    }

    @Test
    void unknownClaimIsSettledBeforeAnythingElseIsTaken() throws Exception {
        claimWithUnknownOutcome();

        poller.round();

        assertThat(agent.claims.isUnsettled()).isFalse();
        assertThat(held()).hasSize(1);
    }

    @Test
    void nothingIsTakenWhileAClaimCannotBeSettled() throws Exception {
        claimWithUnknownOutcome();
        agent.dispatch.faults.failAll(new StoreUnavailableException(null));

        assertTakesNothing(NOT_NOW);

        agent.dispatch.faults.recover();
        poller.round();
        assertThat(agent.claims.isUnsettled()).isFalse();
    }

    /** Each answer to a call that fails takes its time, and heartbeats tell sooner that the store is back. */
    @Test
    void storeIsNotAskedToSettleWhileHeartbeatsFail() throws Exception {
        claimWithUnknownOutcome();
        agent.state.heartbeatFailed();

        assertTakesNothing(NOT_NOW);

        assertThat(agent.claims.isUnsettled()).isTrue();
    }

    // The store, beside the queue

    @Test
    void taskWhoseHintWasLostIsFoundAndAnotherScanFollowsAtOnce() throws Exception {
        agent.platform.pass(Duration.ofMillis(1_300));
        Hint lost = agent.submit();
        int scans = agent.dispatch.scans.size();

        // Scans, finds that the queue has nothing, and scans again.
        rounds(3);

        assertThat(held()).containsExactly(lost.id());
        assertThat(agent.dispatch.scans).hasSize(scans + 2);
        assertThat(agent.queue.waits).isEmpty();
    }

    @Test
    void storeAloneIsScannedWhereThereIsNoQueue() throws Exception {
        QueueWatch none = agent.watch(QueuePort.none());
        Poller alone = agent.poller(QueuePort.none(), none);
        assertThat(none.hintsFail()).isTrue();
        assertThat(none.isFailing()).isFalse();
        Hint hint = agent.submit();
        agent.platform.pass(Duration.ofMillis(20));

        alone.round();

        assertThat(held()).containsExactly(hint.id());
        assertThat(agent.queue.taken).isEmpty();
    }

    // A queue that fails

    @Test
    void storeIsScannedCloselyWhileTheQueueFails() throws Exception {
        agent.queue.faults.failAll(queueAway());
        Hint hint = agent.submit();

        assertThat(poller.round()).isZero();
        assertThat(agent.watch.hintsFail()).isTrue();
        assertThat(agent.watch.isFailing()).isTrue();
        passWithRounds(Duration.ofMillis(40));

        assertThat(held()).containsExactly(hint.id());
    }

    @Test
    void hintsAreTakenAgainSoonAfterTheQueueIsBack() throws Exception {
        agent.queue.faults.failAll(queueAway());
        poller.round();
        agent.queue.faults.recover();

        passWithRounds(Duration.ofMillis(300));

        assertThat(agent.watch.hintsFail()).isFalse();
    }

    @Test
    void queueThatHangsIsAskedLessOften() throws Exception {
        agent.queue.faults.beforeNext(() -> {
            agent.platform.pass(Duration.ofSeconds(3));
            throw queueAway();
        });
        rounds(1);
        assertThat(agent.watch.hintsFail()).isTrue();
        int asked = agent.queue.taken.size() + agent.queue.probes;

        passWithRounds(Duration.ofMillis(4_900));
        assertThat(agent.queue.taken.size() + agent.queue.probes).isEqualTo(asked);

        passWithRounds(Duration.ofMillis(200));
        assertThat(agent.queue.taken.size() + agent.queue.probes).isGreaterThan(asked);
        assertThat(agent.watch.hintsFail()).isFalse();
    }

    @Test
    void taskIsRunThoughItsHintCannotBeRemoved() throws Exception {
        List<Hint> hints = agent.submitHinted(1);
        agent.queue.faults.afterNext(() -> agent.queue.faults.failBeforeNext(queueAway()));

        rounds(2);

        assertThat(held()).containsExactlyElementsOf(ids(hints));
        assertThat(agent.watch.hintsFail()).isTrue();
        assertThat(agent.hints()).isEqualTo(1);
    }

    @Test
    void queueIsProbedWhileNothingIsTaken() throws Exception {
        agent.slots.take(SLOTS);
        poller.round();
        assertThat(agent.queue.probes).isZero();
        agent.platform.pass(SILENCE);
        agent.queue.faults.failBeforeNext(queueAway());

        rounds(1);
        assertThat(agent.queue.probes).isEqualTo(1);
        assertThat(agent.watch.hintsFail()).isTrue();

        agent.platform.pass(Duration.ofMillis(200));
        rounds(1);
        assertThat(agent.watch.hintsFail()).isFalse();
    }

    @Test
    void queueIsNotProbedWhereThereIsNone() throws Exception {
        Poller alone = agent.poller(QueuePort.none(), agent.watch(QueuePort.none()));
        agent.slots.take(SLOTS);
        agent.platform.pass(SILENCE);
        agent.heartbeat();

        assertThat(alone.round()).isEqualTo(Duty.WHEN_WOKEN);
    }

    /** The agent stops: the call was cut short, and says nothing of the queue. */
    @Test
    void callThatWasInterruptedDoesNotCountAgainstTheQueue() {
        agent.queue.faults.failBeforeNext(queueAway());
        Thread.currentThread().interrupt();

        assertThatThrownBy(poller::round).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(agent.watch.isFailing()).isFalse();
    }

    // Hints that were left for want of room

    /** The first fills most of the memory, and the second does not fit beside it. */
    private List<Hint> takeOneAndLeaveOne() throws InterruptedException {
        List<Hint> hints = agent.submit(2, large(600));
        agent.queue.enqueue(hints);
        assertThat(poller.round()).isEqualTo(Duration.ofMillis(800));
        assertThat(held()).containsExactly(hints.getFirst().id());
        return hints;
    }

    @Test
    void taskThatDidNotFitIsClaimedAsSoonAsThereIsRoom() throws Exception {
        List<Hint> hints = takeOneAndLeaveOne();
        int taken = agent.queue.taken.size();

        agent.executions.remove(agent.executions.all().iterator().next());
        assertThat(agent.pollerWakes.count()).isOne();
        poller.round();

        assertThat(held()).containsExactly(hints.getLast().id());
        assertThat(agent.queue.taken).hasSize(taken);
        poller.round();
        assertThat(agent.hints()).isZero();
    }

    /** The queue gives the hint to another agent after a second. */
    @Test
    void taskThatDidNotFitIsGivenUpBeforeItsHintIsDeliveredAgain() throws Exception {
        takeOneAndLeaveOne();
        int claims = agent.dispatch.claims.size();
        agent.platform.pass(Duration.ofMillis(800));
        agent.heartbeat();

        assertThat(poller.round()).isZero();

        assertThat(agent.dispatch.claims).hasSize(claims);
        assertThat(agent.hints()).isEqualTo(1);
    }

    @Test
    void wakeUpsAreWaitedForInShortPiecesAfterSomethingDidNotFit() throws Exception {
        takeOneAndLeaveOne();
        agent.platform.pass(Duration.ofMillis(800));
        rounds(2);

        assertThat(agent.queue.waits).containsExactly(Duration.ofMillis(100));
    }

    // Drain

    @Test
    void agentThatWasAskedToDrainAsksForNothing() throws InterruptedException {
        agent.store.sessions().drain(agent.state.session());
        agent.heartbeat();
        agent.submit(2);
        int scans = agent.dispatch.scans.size();

        passWithRounds(Duration.ofSeconds(3));

        assertThat(held()).isEmpty();
        assertThat(agent.dispatch.scans).hasSize(scans);
    }

    private void drain() {
        agent.store.sessions().drain(agent.state.session());
        agent.heartbeat();
    }

    @Test
    void hintsThatWereTakenWhenTheRequestToDrainComesAreLeftToOthers() throws Exception {
        List<Hint> hints = agent.submitHinted(1);
        agent.queue.faults.afterNext(this::drain);

        poller.round();

        assertThat(agent.dispatch.claims).isEmpty();
        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(agent.status(hints.getFirst())).isEqualTo(TaskStatus.QUEUED);
        assertThat(agent.hints()).isOne();
    }

    @Test
    void whatAScanFoundWhenTheRequestToDrainComesIsLeftToOthers() throws Exception {
        Hint found = agent.submit();
        agent.platform.pass(Duration.ofMillis(1_300));
        agent.heartbeat();
        agent.dispatch.faults.afterNext(this::drain);
        int scans = agent.dispatch.scans.size();

        poller.round();

        assertThat(agent.dispatch.scans).hasSize(scans + 1);
        assertThat(agent.dispatch.claims).isEmpty();
        assertThat(agent.status(found)).isEqualTo(TaskStatus.QUEUED);
    }
}
