package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.OutcomeUnknownException;
import dev.taskq.StoreRefusedException;
import dev.taskq.StoreUnavailableException;
import dev.taskq.Task.Counts;
import dev.taskq.TaskStatus;
import dev.taskq.agent.Claims.Source;
import dev.taskq.agent.Execution.StopReason;
import dev.taskq.spi.Claim;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Holder;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claiming, and finding out what became of a claim whose answer was lost. No handler runs in these tests. */
class ClaimsTest {
    private static final int SLOTS = 4;

    private final AgentFixture agent = new AgentFixture(SLOTS, 1_000);
    private final Claims claims = agent.claims;

    @BeforeEach
    void noHandlerRuns() {
        agent.platform.holdThreads();
    }

    private static OutcomeUnknownException unknown() {
        return new OutcomeUnknownException(List.of(), null);
    }

    // Claims

    private Set<Long> claim(List<Hint> hints, Source source) {
        return claims.claim(agent.handlers.items(hints), source);
    }

    @Test
    void claimedTaskIsHandedToAThreadAndKeepsItsSlot() {
        Hint hint = agent.submit();

        assertThat(claim(List.of(hint), Source.QUEUE)).containsExactly(hint.id());

        assertThat(agent.status(hint)).isEqualTo(TaskStatus.RUNNING);
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 1);
        assertThat(agent.executions.all()).extracting(Execution::taskId).containsExactly(hint.id());
        assertThat(agent.platform.spawned()).hasSize(1);
    }

    @Test
    void taskThatIsGoneIsSettledAndItsSlotIsFree() {
        Hint gone = agent.submit();
        agent.store.submissions().cancel(List.of(gone.id()));

        assertThat(claim(List.of(gone), Source.QUEUE)).containsExactly(gone.id());

        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(agent.executions.all()).isEmpty();
    }

    @Test
    void taskThatAnotherTransactionHoldsIsNotSettledAndItsSlotIsFree() {
        Hint locked = agent.submit();
        agent.database.lockTask(locked.id());

        assertThat(claim(List.of(locked), Source.STORE)).isEmpty();

        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(claims.isUnsettled()).isFalse();
    }

    @Test
    void doubledHintIsClaimedOnce() {
        Hint hint = agent.submit();

        claim(List.of(hint, hint), Source.QUEUE);

        assertThat(agent.dispatch.claims.getFirst().ids()).containsExactly(hint.id());
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 1);
    }

    @Test
    void eachClaimHasAHigherToken() {
        claim(List.of(agent.submit()), Source.QUEUE);
        claim(List.of(agent.submit()), Source.QUEUE);

        List<Long> tokens = agent.dispatch.claims.stream()
                .map(Claim::holder)
                .map(Holder::token)
                .toList();
        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void taskThatIsTooLargeForTheRoomIsLeft() {
        Hint first = agent.submit(1, "{\"n\": 1, \"text\": \"" + "x".repeat(600) + "\"}")
                .getFirst();
        Hint second = agent.submit(1, "{\"n\": 2, \"text\": \"" + "x".repeat(600) + "\"}")
                .getFirst();

        assertThat(claim(List.of(first, second), Source.QUEUE)).containsExactly(first.id());

        assertThat(claims.withoutRoom()).containsExactly(second.id());
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 1);
        assertThat(agent.bytes.held()).isGreaterThan(600);

        claim(List.of(agent.submit()), Source.QUEUE);
        assertThat(claims.withoutRoom()).isEmpty();
    }

    /** It may kill its agent: no other of its kind shares that fate. */
    @Test
    void claimTakesNoSuspectWhileOneIsHeld() {
        claim(List.of(agent.submit()), Source.QUEUE);
        agent.execution(
                7,
                new Counts(3, 0, Counts.SUSPECT_LOSSES, 0),
                "{}",
                agent.handlers.of(AgentFixture.TYPE).handler());
        claim(List.of(agent.submit()), Source.QUEUE);

        assertThat(agent.dispatch.claims).extracting(Claim::takesSuspect).containsExactly(true, false);
    }

    // Failures

    @Test
    void claimThatSurelyFailedFreesItsSlotsAndIsFollowedByAPause() {
        agent.dispatch.faults.failBeforeNext(new StoreUnavailableException(null));

        assertThat(claim(agent.submit(2), Source.QUEUE)).isEmpty();

        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(claims.isUnsettled()).isFalse();
        assertThat(claims.pause()).isEqualTo(Duration.ofSeconds(1));
        agent.platform.pass(Duration.ofSeconds(1));
        assertThat(claims.pause()).isZero();
    }

    @Test
    void claimThatTheStoreRefusesFreesItsSlotsAndIsThrown() {
        agent.dispatch.faults.failBeforeNext(new StoreRefusedException(null));
        List<Hint> hints = agent.submit(2);

        assertThatThrownBy(() -> claim(hints, Source.QUEUE)).isInstanceOf(StoreRefusedException.class);

        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(claims.pause()).isPositive();
    }

    @Test
    void claimOfASessionThatHasEndedIsGivenUp() {
        agent.loseSession();

        assertThat(claim(agent.submit(2), Source.QUEUE)).isEmpty();

        assertThat(agent.state.isOpen()).isFalse();
        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(claims.isUnsettled()).isFalse();
    }

    /** What gave up all executions of the session has not seen this one. */
    @Test
    void whatWasClaimedWhileTheSessionEndedIsStopped() {
        agent.dispatch.faults.afterNext(() -> agent.state.ended(agent.state.session()));

        claim(List.of(agent.submit()), Source.QUEUE);

        assertThat(agent.executions.all())
                .singleElement()
                .satisfies(execution -> assertThat(execution.stopReason()).contains(StopReason.LOST));
    }

    // Claims whose outcome is unknown

    @Test
    void slotsOfAnUnknownClaimStayTakenUntilItIsSettled() {
        agent.dispatch.faults.failAfterNext(unknown());
        Hint hint = agent.submit();

        assertThat(claim(List.of(hint), Source.QUEUE)).isEmpty();

        assertThat(claims.isUnsettled()).isTrue();
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 1);
        assertThat(agent.executions.all()).isEmpty();
    }

    @Test
    void settleRunsWhatTheClaimHolds() {
        agent.dispatch.faults.failAfterNext(unknown());
        List<Hint> hints = agent.submit(2);
        claim(hints, Source.QUEUE);

        claims.settle();

        assertThat(claims.isUnsettled()).isFalse();
        assertThat(agent.executions.all())
                .extracting(Execution::taskId)
                .containsExactlyInAnyOrderElementsOf(
                        hints.stream().map(Hint::id).toList());
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 2);
    }

    @Test
    void settleOfAClaimThatNeverReachedTheStoreFreesItsSlots() {
        agent.dispatch.faults.failBeforeNext(unknown());
        Hint hint = agent.submit();
        claim(List.of(hint), Source.QUEUE);

        claims.settle();

        assertThat(claims.isUnsettled()).isFalse();
        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(agent.status(hint)).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void settleAsksAgainForWhatAnotherTransactionHolds() {
        agent.dispatch.faults.failAfterNext(unknown());
        List<Hint> hints = agent.submit(2);
        claim(hints, Source.QUEUE);
        agent.database.lockTask(hints.getFirst().id());

        claims.settle();
        assertThat(claims.isUnsettled()).isTrue();
        assertThat(agent.executions.all())
                .extracting(Execution::taskId)
                .containsExactly(hints.getLast().id());
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 2);

        agent.database.unlockTask(hints.getFirst().id());
        claims.settle();
        assertThat(claims.isUnsettled()).isFalse();
        assertThat(agent.executions.all()).hasSize(2);
        assertThat(agent.slots.free()).isEqualTo(SLOTS - 2);
    }

    @Test
    void settleThatFailsIsAskedAgain() {
        agent.dispatch.faults.failAfterNext(unknown());
        claim(agent.submit(1), Source.QUEUE);
        agent.dispatch.faults.failBeforeNext(new StoreUnavailableException(null));

        assertThatThrownBy(claims::settle).isInstanceOf(StoreUnavailableException.class);
        assertThat(claims.isUnsettled()).isTrue();

        claims.settle();
        assertThat(claims.isUnsettled()).isFalse();
    }

    @Test
    void unknownClaimOfASessionThatIsKnownToHaveEndedIsGivenUp() {
        agent.dispatch.faults.failAfterNext(unknown());
        claim(agent.submit(1), Source.QUEUE);
        agent.state.ended(agent.state.session());

        claims.settle();

        assertGivenUp();
    }

    @Test
    void unknownClaimOfAnEarlierSessionIsGivenUp() {
        agent.dispatch.faults.failAfterNext(unknown());
        claim(agent.submit(1), Source.QUEUE);
        agent.state.opened(agent.state.session() + 1);

        claims.settle();

        assertGivenUp();
        assertThat(agent.state.isOpen()).isTrue();
    }

    @Test
    void unknownClaimOfASessionThatTheStoreHasEndedIsGivenUp() {
        agent.dispatch.faults.failAfterNext(unknown());
        claim(agent.submit(1), Source.QUEUE);
        agent.loseSession();

        claims.settle();

        assertGivenUp();
        assertThat(agent.state.isOpen()).isFalse();
    }

    /** The leader takes back what the session held. */
    private void assertGivenUp() {
        assertThat(claims.isUnsettled()).isFalse();
        assertThat(agent.slots.free()).isEqualTo(SLOTS);
        assertThat(agent.executions.all()).isEmpty();
    }

    @Test
    void settleOfNothingAsksNothing() {
        agent.dispatch.faults.failAll(new StoreUnavailableException(null));

        claims.settle();

        assertThat(claims.isUnsettled()).isFalse();
    }
}
