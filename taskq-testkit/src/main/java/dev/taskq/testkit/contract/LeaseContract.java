package dev.taskq.testkit.contract;

import static dev.taskq.testkit.contract.StoreFixture.A;
import static dev.taskq.testkit.contract.StoreFixture.B;
import static dev.taskq.testkit.contract.StoreFixture.agentNamed;
import static dev.taskq.testkit.contract.StoreFixture.heartbeatOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.Sessions;
import dev.taskq.spi.StorePort;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The leader's lease and the facts that the leader publishes. */
interface LeaseContract extends StoreUnderTest {
    private static LeaseBid bid(LeaseBid.Wish wish) {
        return new LeaseBid(wish, Optional.empty());
    }

    private static boolean leads(StoreFixture store, long session, LeaseBid.Wish wish) {
        return store.sessions().heartbeat(heartbeatOf(session, bid(wish))).leads();
    }

    @Test
    default void oneLeadsAtATime(StoreFixture store) {
        long first = store.agent();
        long second = store.agent();

        assertThat(leads(store, first, LeaseBid.Wish.LEAD)).isTrue();
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isFalse();
        assertThat(leads(store, first, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void leaseRunsOut(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);

        store.ageLease(Sessions.LEASE);

        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
        assertThat(leads(store, first, LeaseBid.Wish.LEAD)).isFalse();
    }

    private static boolean leadsFor(StoreFixture store, long session, LeaseBid.Wish wish, Duration lease) {
        return store.sessions()
                .heartbeat(heartbeatOf(session, new LeaseBid(wish, lease, Optional.empty())))
                .leads();
    }

    /** Whatever length the one asks for that bids next. */
    @Test
    default void leaseIsAsLongAsItsBidAsksFor(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leadsFor(store, first, LeaseBid.Wish.LEAD, Sessions.LONGEST_LEASE);

        store.ageLease(Sessions.LONGEST_LEASE.minusSeconds(3));
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isFalse();
        store.ageLease(Duration.ofSeconds(3));
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();

        store.ageLease(Sessions.LEASE);
        assertThat(leadsFor(store, first, LeaseBid.Wish.LEAD, Sessions.LONGEST_LEASE))
                .isTrue();
    }

    @Test
    default void leaseIsAsLongAsTheLastBidOfItsHolderAskedFor(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leadsFor(store, first, LeaseBid.Wish.LEAD, Sessions.LONGEST_LEASE);
        leads(store, first, LeaseBid.Wish.LEAD);

        store.ageLease(Sessions.LEASE);

        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void leaseIsProlongedByEachHeartbeat(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);
        store.ageLease(Duration.ofMillis(1_900));
        leads(store, first, LeaseBid.Wish.LEAD);
        store.ageLease(Duration.ofMillis(500));

        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    default void leaseThatRanOutIsItsHoldersStillUnlessTaken(StoreFixture store) throws Exception {
        long first = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);
        store.ageLease(Duration.ofSeconds(5));

        assertThat(leads(store, first, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void heartbeatThatWantsNothingLetsTheLeaseRunOut(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);
        store.ageLease(Duration.ofMillis(1_500));
        leads(store, first, LeaseBid.Wish.NONE);
        store.ageLease(Duration.ofMillis(500));

        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void spareWaitsLongerThanACandidate(StoreFixture store) throws Exception {
        long leader = store.agent();
        long spare = store.agent();
        leads(store, leader, LeaseBid.Wish.LEAD);
        store.ageLease(Sessions.LEASE.plusSeconds(1));

        assertThat(leads(store, spare, LeaseBid.Wish.SPARE)).isFalse();
        store.ageLease(Sessions.SPARE_WAIT);
        assertThat(leads(store, spare, LeaseBid.Wish.SPARE)).isTrue();
        assertThat(leads(store, spare, LeaseBid.Wish.SPARE)).isTrue();
    }

    @Test
    default void whatStandsBackLetsCandidatesGoFirst(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);
        leads(store, first, LeaseBid.Wish.GIVE_UP);

        assertThat(leads(store, first, LeaseBid.Wish.STAND_BACK)).isFalse();
        store.ageLease(Sessions.LEASE.plusMillis(1));
        assertThat(leads(store, second, LeaseBid.Wish.SPARE)).isFalse();
        assertThat(leads(store, first, LeaseBid.Wish.STAND_BACK)).isTrue();
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    default void whatStandsBackWaitsForAsLongAsItsLeaseIsValid(StoreFixture store) throws Exception {
        long first = store.agent();
        leadsFor(store, first, LeaseBid.Wish.LEAD, Sessions.LONGEST_LEASE);
        leadsFor(store, first, LeaseBid.Wish.GIVE_UP, Sessions.LONGEST_LEASE);

        store.ageLease(Sessions.LONGEST_LEASE.minusSeconds(3));
        assertThat(leadsFor(store, first, LeaseBid.Wish.STAND_BACK, Sessions.LONGEST_LEASE))
                .isFalse();
        store.ageLease(Duration.ofMillis(3_001));
        assertThat(leadsFor(store, first, LeaseBid.Wish.STAND_BACK, Sessions.LONGEST_LEASE))
                .isTrue();
    }

    @Test
    default void leaseGivenUpIsFreeAtOnce(StoreFixture store) {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);

        assertThat(leads(store, first, LeaseBid.Wish.GIVE_UP)).isFalse();
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void leaseOfAnotherCannotBeGivenUp(StoreFixture store) {
        long leader = store.agent();
        long other = store.agent();
        leads(store, leader, LeaseBid.Wish.LEAD);

        leads(store, other, LeaseBid.Wish.GIVE_UP);

        assertThat(leads(store, other, LeaseBid.Wish.LEAD)).isFalse();
        assertThat(leads(store, leader, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void leaseThatEndsImpossiblyFarAheadHasRunOut(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);

        store.ageLease(Duration.ofHours(-1));

        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
    }

    /** It may be one of the longest that there are. Its own length is not known. */
    @Test
    default void leaseThatMayBeALongOneIsHeldAfterAStepOfTheClock(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leads(store, first, LeaseBid.Wish.LEAD);

        Duration step = Sessions.LONGEST_LEASE.minus(Sessions.LEASE);
        store.ageLease(step.minusSeconds(1).negated());
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isFalse();

        store.ageLease(Duration.ofSeconds(-4));
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
    }

    /** By less than a second, as a correction of the clock may be. Its leader lives. */
    @Test
    default void longestLeaseIsHeldAfterASmallStepOfTheClock(StoreFixture store) throws Exception {
        long first = store.agent();
        long second = store.agent();
        leadsFor(store, first, LeaseBid.Wish.LEAD, Sessions.LONGEST_LEASE);

        store.ageLease(Duration.ofMillis(-900));
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isFalse();

        store.ageLease(Duration.ofSeconds(-5));
        assertThat(leads(store, second, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void endedSessionDoesNotLead(StoreFixture store) {
        long leader = store.agent();
        store.lose(leader);

        assertThat(leads(store, leader, LeaseBid.Wish.LEAD)).isFalse();
    }

    @Test
    default void oneOfManyCandidatesLeads(StoreFixture store) throws Exception {
        StorePort other = store.another();

        List<Boolean> leads = Together.run(6, number -> {
            StorePort mine = number % 2 == 0 ? store : other;
            long session = mine.sessions().open(agentNamed("candidate"));
            return mine.sessions()
                    .heartbeat(heartbeatOf(session, bid(LeaseBid.Wish.LEAD)))
                    .leads();
        });

        assertThat(leads).containsOnlyOnce(true);
    }

    private static LeaseFacts facts(StoreFixture store, int agents) {
        return new LeaseFacts(
                store.now(),
                agents,
                Map.of(A, agents, B, 1),
                Duration.ofMillis(500),
                true,
                Duration.ofSeconds(7),
                Map.of(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(17_300),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(12)));
    }

    @Test
    default void factsOfTheLeaderAreSeenByAll(StoreFixture store) {
        long leader = store.agent();
        LeaseFacts facts = facts(store, 3);
        store.sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));

        assertThat(store.heartbeat(store.agent()).facts()).contains(facts);
    }

    @Test
    default void onlyTheLeaderWritesFacts(StoreFixture store) {
        long leader = store.agent();
        LeaseFacts facts = facts(store, 3);
        store.sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));
        store.sessions()
                .heartbeat(heartbeatOf(store.agent(), new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts(store, 9)))));
        store.sessions()
                .heartbeat(heartbeatOf(store.agent(), new LeaseBid(LeaseBid.Wish.SPARE, Optional.of(facts(store, 9)))));

        assertThat(store.heartbeat(store.agent()).facts()).contains(facts);
    }

    @Test
    default void factsStayUntilTheLeaderWritesOthers(StoreFixture store) {
        long leader = store.agent();
        LeaseFacts facts = facts(store, 3);
        store.sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));
        leads(store, leader, LeaseBid.Wish.LEAD);
        assertThat(store.heartbeat(store.agent()).facts()).contains(facts);

        LeaseFacts later = facts(store, 4);
        store.sessions().heartbeat(heartbeatOf(leader, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(later))));
        assertThat(store.heartbeat(store.agent()).facts()).contains(later);
    }

    private static void bids(StoreFixture store, long session, LeaseBid.Wish wish, Optional<LeaseFacts> facts) {
        store.sessions().heartbeat(heartbeatOf(session, new LeaseBid(wish, facts)));
    }

    private static Optional<LeaseFacts> someFacts(int agents) {
        return Optional.of(new LeaseFacts(
                Instant.EPOCH, agents, Map.of(A, agents), Duration.ofSeconds(1), false, Duration.ofSeconds(5)));
    }

    @Test
    default void endedSessionTakesNoLease(StoreFixture store) {
        long ended = store.agent();
        long living = store.agent();
        store.lose(ended);

        bids(store, ended, LeaseBid.Wish.LEAD, Optional.empty());

        assertThat(leads(store, living, LeaseBid.Wish.LEAD)).isTrue();
    }

    @Test
    default void givingUpTheLeaseLeavesItsFacts(StoreFixture store) {
        long leader = store.agent();
        bids(store, leader, LeaseBid.Wish.LEAD, someFacts(3));

        bids(store, leader, LeaseBid.Wish.GIVE_UP, someFacts(9));

        assertThat(store.heartbeat(store.agent()).facts()).isEqualTo(someFacts(3));
    }
}
