package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.Task.Counts;
import dev.taskq.spi.BacklogCount;
import dev.taskq.spi.Hint;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which rows of the store an agent scans, what it picks of them, and how soon it scans again. */
class StoreScanTest {
    private static final List<String> TYPES = List.of(AgentFixture.TYPE);

    private final AgentFixture agent = new AgentFixture(4);
    private final StoreScan scan = agent.scan;

    private static List<Long> ids(List<Hint> hints) {
        return hints.stream().map(Hint::id).toList();
    }

    /** Learns from the leader how many agents serve the type, and whether hints fail. */
    private void facts(int agents, boolean hintsFail) {
        agent.heartbeat(new LeaseFacts(
                agent.store.now(),
                agents,
                Map.of(AgentFixture.TYPE, agents),
                Duration.ofMillis(500),
                hintsFail,
                AgentFixture.VALID));
    }

    private Scan last() {
        return agent.dispatch.scans.getLast();
    }

    // What is picked

    @Test
    void soleAgentTakesTheFront() {
        List<Hint> hints = agent.submit(5);

        assertThat(scan.scan(TYPES, 2, true)).containsExactlyElementsOf(hints.subList(0, 2));
    }

    @Test
    void allThatWaitIsPickedWhereItIsLessThanWanted() {
        List<Hint> hints = agent.submit(2);

        assertThat(scan.scan(TYPES, 10, true)).containsExactlyElementsOf(hints);
    }

    @Test
    void besideOtherAgentsThePickIsAtRandomAmongTheFirst() {
        facts(5, false);
        List<Hint> hints = agent.submit(30);

        Set<Long> picked = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            List<Hint> found = scan.scan(TYPES, 2, false);
            assertThat(found).hasSize(2).doesNotHaveDuplicates();
            scan.learn(Set.copyOf(ids(found)));
            picked.addAll(ids(found));
        }

        assertThat(picked).hasSizeGreaterThan(4).isSubsetOf(ids(hints.subList(0, 10)));
    }

    /** It may kill its agent: no other of its kind shares that fate. */
    @Test
    void suspectsArePassedOverWhileOneIsHeld() {
        scan.scan(TYPES, 1, true);
        assertThat(last().suspects()).isTrue();

        agent.execution(
                7,
                new Counts(3, 0, Counts.SUSPECT_LOSSES, 0),
                "{}",
                agent.handlers.of(AgentFixture.TYPE).handler());
        scan.scan(TYPES, 1, true);

        assertThat(last().suspects()).isFalse();
    }

    // Where a scan starts

    @Test
    void scanOfWhichNothingCouldBeClaimedIsFollowedByOneBehindIt() {
        List<Hint> hints = agent.submit(4);
        scan.scan(TYPES, 1, true);
        scan.learn(Set.of());

        List<Hint> next = scan.scan(TYPES, 1, true);

        assertThat(last().after()).isEqualTo(Position.of(hints.getFirst()));
        assertThat(next).containsExactly(hints.get(1));
    }

    @Test
    void scanOfWhichSomethingWasClaimedIsFollowedByOneFromTheFloor() {
        List<Hint> hints = agent.submit(4);
        scan.scan(TYPES, 1, true);
        scan.learn(Set.of());
        scan.scan(TYPES, 1, true);
        scan.learn(Set.of(hints.get(1).id()));

        assertThat(scan.scan(TYPES, 1, true)).containsExactly(hints.getFirst());
        assertThat(last().after()).isEqualTo(Position.START);
    }

    @Test
    void scanThatReachesTheEndIsFollowedByOneFromTheFloor() {
        Hint hint = agent.submit();
        scan.scan(TYPES, 1, true);
        scan.learn(Set.of());
        assertThat(scan.scan(TYPES, 1, true)).isEmpty();

        assertThat(scan.scan(TYPES, 1, true)).containsExactly(hint);
    }

    @Test
    void scanStartsAtTheFloorThatTheLeaderFound() {
        agent.platform.pass(Duration.ofMinutes(1));
        Instant floor = agent.store.now().minusSeconds(20);
        agent.store.types().recordBacklog(List.of(new BacklogCount(AgentFixture.TYPE, floor, OptionalLong.empty())));
        agent.heartbeat();

        scan.scan(TYPES, 1, true);

        assertThat(last().after()).isEqualTo(Position.before(floor));
    }

    // How soon

    private Duration untilNext(boolean hintsFail) {
        scan.scan(TYPES, 10, hintsFail);
        return scan.untilNext(TYPES, hintsFail);
    }

    @Test
    void firstScanIsDueAtOnce() {
        assertThat(scan.untilNext(TYPES, false)).isZero();
    }

    @Test
    void scansFollowCloselyWhereHintsFail() {
        assertThat(untilNext(true)).isLessThanOrEqualTo(Duration.ofMillis(25));
    }

    @Test
    void idleAgentScansTenTimesASecondWhereHintsFailUntilATaskWaits() {
        for (int i = 0; i < 8; i++) {
            untilNext(true);
        }
        assertThat(untilNext(true)).isBetween(Duration.ofMillis(75), Duration.ofMillis(125));

        agent.submit();

        assertThat(untilNext(true)).isLessThanOrEqualTo(Duration.ofMillis(25));
    }

    @Test
    void idleAgentThatIsWokenForAllTasksScansAsRarelyAsBesideAQueue() {
        agent.isWoken = true;
        for (int i = 0; i < 100; i++) {
            untilNext(true);
        }
        assertThat(untilNext(true)).isBetween(Duration.ofMillis(2_250), Duration.ofMillis(3_000));
    }

    @Test
    void idleAgentThatIsNotWokenAnyLongerScansTenTimesASecondAgain() {
        agent.isWoken = true;
        for (int i = 0; i < 100; i++) {
            untilNext(true);
        }

        agent.isWoken = false;

        assertThat(scan.untilNext(TYPES, true)).isLessThanOrEqualTo(Duration.ofMillis(125));
    }

    @Test
    void agentThatIsWokenScansAtOnceIfItsLastScanWasNotJustNow() {
        agent.isWoken = true;
        for (int i = 0; i < 100; i++) {
            untilNext(true);
        }
        agent.platform.pass(Duration.ofMillis(500));

        scan.queuedHere();

        assertThat(scan.untilNext(TYPES, true)).isZero();
        assertThat(untilNext(true)).isLessThanOrEqualTo(Duration.ofMillis(25));
        scan.queuedHere();
        assertThat(scan.untilNext(TYPES, true)).isBetween(Duration.ofMillis(1), Duration.ofMillis(20));
    }

    @Test
    void agentThatIsWokenDoesNotScanASlowStoreWithoutAPause() {
        agent.dispatch.faults.beforeNext(() -> agent.platform.pass(Duration.ofMillis(500)));
        untilNext(true);

        scan.queuedHere();

        assertThat(scan.untilNext(TYPES, true)).isGreaterThanOrEqualTo(Duration.ofMillis(750));
    }

    @Test
    void scansFollowCloselyWhereHintsFailForTheLeader() {
        facts(1, true);

        assertThat(untilNext(false)).isLessThanOrEqualTo(Duration.ofMillis(25));
        assertThat(scan.isAlone(false)).isTrue();
    }

    @Test
    void scansFollowAfterASecondWhereTheLeaderIsNotKnown() {
        assertThat(untilNext(false)).isBetween(Duration.ofMillis(750), Duration.ofMillis(1_000));
    }

    @Test
    void scansAreRareBesideAQueueAndRarerAmongManyAgents() {
        facts(1, false);
        assertThat(untilNext(false)).isBetween(Duration.ofMillis(2_250), Duration.ofMillis(3_000));

        facts(100, false);
        assertThat(untilNext(false)).isBetween(Duration.ofMillis(7_500), Duration.ofMillis(10_000));
    }

    @Test
    void timeThatHasPassedIsNotWaitedForAgain() {
        facts(1, false);
        Duration wait = untilNext(false);

        agent.platform.pass(wait.minusMillis(1));
        assertThat(scan.untilNext(TYPES, false)).isEqualTo(Duration.ofMillis(1));
        agent.platform.pass(Duration.ofMillis(2));
        assertThat(scan.untilNext(TYPES, false)).isZero();
    }

    @Test
    void scanIsPutForwardWhenHintsBeginToFail() {
        facts(1, false);
        untilNext(false);

        assertThat(scan.untilNext(TYPES, true)).isLessThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void oneScanThatWaitedForALockDoesNotPutTheNextOffForLong() {
        agent.dispatch.faults.beforeNext(() -> agent.platform.pass(Duration.ofSeconds(40)));

        assertThat(untilNext(true)).isLessThanOrEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void scanThatTookLongIsFollowedAfterTwiceItsTime() {
        agent.dispatch.faults.beforeNext(() -> agent.platform.pass(Duration.ofMillis(500)));

        assertThat(untilNext(true)).isBetween(Duration.ofMillis(750), Duration.ofMillis(1_000));
    }

    @Test
    void nextScanIsDueAtOnceWhereRowsWaitThatTheQueueDoesNotKnow() {
        untilNext(false);

        scan.atOnce();

        assertThat(scan.untilNext(TYPES, false)).isZero();
    }

    @Test
    void moreThanCouldBeTakenIsScannedForAtOnceOnlyWhereHintsDoNotBringIt() {
        facts(1, false);
        untilNext(false);

        scan.soon(false);
        assertThat(scan.untilNext(TYPES, false)).isPositive();

        scan.soon(true);
        assertThat(scan.untilNext(TYPES, true)).isZero();
    }
}
