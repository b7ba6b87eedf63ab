package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.Preset;
import dev.taskq.StoreUnavailableException;
import dev.taskq.engine.Duty;
import dev.taskq.engine.DutyLoop;
import dev.taskq.engine.Intervals;
import dev.taskq.engine.StoreClock;
import dev.taskq.leader.DutyName;
import dev.taskq.leader.LeaderConfig;
import dev.taskq.leader.LeaderDuties;
import dev.taskq.leader.Leadership;
import dev.taskq.leader.TermResources;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.spi.Heartbeat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.QueuePort;
import dev.taskq.spi.Session;
import dev.taskq.spi.Sessions;
import dev.taskq.telemetry.DutyMetrics;
import dev.taskq.telemetry.HistoryRecorder;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.RoleMetrics;
import dev.taskq.telemetry.RoleMetrics.Role;
import dev.taskq.telemetry.StateGauges;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a coordinator learns with its heartbeats. */
class CoordinatorHeartbeatTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final InMemoryTaskStore store = new InMemoryTaskStore(platform::wallClock);
    private final Leadership leadership = leadership(Preset.FAST_RECOVERY);
    private final StoreClock storeClock = new StoreClock(platform, store::now);
    private final AtomicBoolean nextFails = new AtomicBoolean();
    private Duration answersTake = Duration.ZERO;
    private final CoordinatorHeartbeat heartbeat = heartbeat(Preset.FAST_RECOVERY, leadership);

    private Leadership leadership(Preset preset) {
        return new Leadership(platform, true, Intervals.of(preset).lease());
    }

    private CoordinatorHeartbeat heartbeat(Preset preset, Leadership leadership) {
        return new CoordinatorHeartbeat(
                sessionsThatMayFail(),
                new NewSession(Kind.COORDINATOR, "one", "host", List.of()),
                leadership,
                new Backlog(platform, 1_000, Intervals.of(preset).countBelieved()),
                new Sender(platform, QueuePort.none(), store.sameProcess(), platform.newSignal(), metrics()),
                storeClock,
                Intervals.of(preset).coordinatorHeartbeat());
    }

    private CoordinatorMetrics metrics() {
        return new CoordinatorMetrics(new SimpleMeterRegistry(), new RecentTypes(platform), new HistoryRecorder());
    }

    private Sessions sessionsThatMayFail() {
        return (Sessions) Proxy.newProxyInstance(
                Sessions.class.getClassLoader(), new Class<?>[] {Sessions.class}, (proxy, method, given) -> {
                    if (nextFails.getAndSet(false)) {
                        throw new StoreUnavailableException(null);
                    }
                    Object answer = method.invoke(store.sessions(), given);
                    platform.pass(answersTake);
                    return answer;
                });
    }

    private void anotherCoordinatorLeads() {
        long other = store.sessions().open(new NewSession(Kind.COORDINATOR, "other", "host", List.of()));
        LeaseBid bid = new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty());
        store.sessions().heartbeat(new Heartbeat(other, List.of(), List.of(), false, bid));
    }

    @Test
    void leaderThatBeganByAJumpOfTheClockKnowsOfIt() {
        anotherCoordinatorLeads();
        heartbeat.open();
        platform.stepClock(Duration.ofMinutes(10));
        heartbeat.round();
        assertThat(leadership.leads()).isTrue();
        assertThat(storeClock.isSuspended()).isTrue();
    }

    @Test
    void sessionThatWasEndedGoesOnUnderANewOne() {
        heartbeat.open();
        long first = living().orElseThrow();
        store.sessions()
                .endLost(first, store.sessions().all().sessions().getFirst().heartbeats());
        heartbeat.round();
        assertThat(living()).isPresent().get().isNotEqualTo(first);
    }

    private Optional<Long> living() {
        return store.sessions().all().sessions().stream()
                .filter(session -> session.end().isEmpty())
                .map(Session::id)
                .findFirst();
    }

    /** A leader takes the silence of a coordinator for its death by its own period. */
    @Test
    void frugalCoordinatorSendsHeartbeatsAsOftenAsTheLeaderExpectsThem() {
        CoordinatorHeartbeat frugal = heartbeat(Preset.FRUGAL, leadership(Preset.FRUGAL));
        frugal.open();
        assertThat(frugal.round()).isEqualTo(Duration.ofSeconds(5));

        anotherLeaderPublishes(Duration.ofMillis(500));
        assertThat(frugal.round()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void coordinatorSendsHeartbeatsNoLessOftenThanItsPresetThoughTheLeaderExpectsFewer() {
        heartbeat.open();
        anotherLeaderPublishes(Duration.ofSeconds(1));

        assertThat(heartbeat.round()).isEqualTo(Duration.ofMillis(500));
    }

    private Duty monitor() {
        return new LeaderDuties(
                        new TermResources(
                                platform,
                                store,
                                QueuePort.none(),
                                storeClock,
                                hints -> {},
                                types -> {},
                                new LeaderConfig(
                                        1_000,
                                        Duration.ofDays(1),
                                        Duration.ofDays(1),
                                        Intervals.of(Preset.FAST_RECOVERY)),
                                metrics().leader()),
                        leadership)
                .duty(DutyName.SESSION_MONITOR);
    }

    /** The periods that the next heartbeat makes known. */
    private Set<Duration> longerPeriods() {
        return leadership.bid().facts().orElseThrow().longerPeriods().keySet();
    }

    /** No leader has asked it for them, and each answer brings late what it has made known itself. */
    @Test
    void leaderMakesKnownWhichLongerPeriodsTheOneBeforeExpectedAndForNoLongerThanThat() throws Exception {
        Duration rare = Duration.ofSeconds(5);
        heartbeat.open();
        anotherLeaderPublishes(Duration.ofMillis(500), Map.of(rare, Duration.ofSeconds(4)));
        heartbeat.round();
        assertThat(leadership.leads()).isFalse();
        platform.pass(Sessions.LEASE.plusSeconds(1));
        heartbeat.round();
        assertThat(leadership.leads()).isTrue();
        Duty monitor = monitor();
        monitor.round();
        assertThat(longerPeriods()).containsExactly(rare);

        answersTake = Duration.ofMillis(400);
        for (int i = 0; i < 9; i++) {
            heartbeat.round();
            monitor.round();
            platform.pass(Duration.ofMillis(100));
        }

        assertThat(leadership.leads()).isTrue();
        assertThat(longerPeriods()).isEmpty();
    }

    /** Each heartbeat as late as the jitter of its loop makes it. */
    @ParameterizedTest
    @EnumSource
    void oneHeartbeatThatFailsDoesNotEndTheTerm(Preset preset) {
        Leadership leader = leadership(preset);
        CoordinatorHeartbeat leading = heartbeat(preset, leader);
        leading.open();
        platform.pass(late(leading.round()));
        assertThat(leader.leads()).isTrue();

        nextFails.set(true);
        platform.pass(late(leading.round()));

        assertThat(leading.isHeartbeatWorking()).isFalse();
        assertThat(leader.leads()).isTrue();
        leading.round();
        assertThat(leading.isHeartbeatWorking()).isTrue();
        assertThat(leader.leads()).isTrue();
    }

    /** It may be the only candidate. */
    @ParameterizedTest
    @EnumSource
    void leaderWhoseDutyStoodStillBidsAgainSoon(Preset preset) {
        Leadership leader = leadership(preset);
        CoordinatorHeartbeat leading = heartbeat(preset, leader);
        leading.open();
        leading.round();
        leader.watch(
                new DutyLoop(platform, "duty", () -> Duration.ZERO, platform.newSignal(), error -> {}, dutyMetrics()));
        platform.pass(Leadership.STANDSTILL.plusMillis(1));

        assertThat(leading.round()).isEqualTo(Duration.ofMillis(500));
        assertThat(leader.leads()).isFalse();
    }

    private static DutyMetrics dutyMetrics() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        return new RoleMetrics(meters, new StateGauges(meters), Role.COORDINATOR).duty("promoter");
    }

    @ParameterizedTest
    @EnumSource
    void leaderThatGaveTheLeaseUpSendsTheNextHeartbeatSoon(Preset preset) {
        Leadership leader = leadership(preset);
        CoordinatorHeartbeat leading = heartbeat(preset, leader);
        leading.open();
        leading.round();
        leader.giveUp();

        assertThat(leading.round()).isEqualTo(Duration.ofMillis(500));
    }

    private static Duration late(Duration period) {
        return period.multipliedBy(11).dividedBy(10);
    }

    private void anotherLeaderPublishes(Duration heartbeatPeriod) {
        anotherLeaderPublishes(heartbeatPeriod, Map.of());
    }

    private void anotherLeaderPublishes(Duration heartbeatPeriod, Map<Duration, Duration> longer) {
        long other = store.sessions().open(new NewSession(Kind.COORDINATOR, "other", "host", List.of()));
        platform.pass(Sessions.LONGEST_LEASE.plusSeconds(1));
        LeaseFacts facts = new LeaseFacts(
                store.now(),
                1,
                Map.of(),
                heartbeatPeriod,
                true,
                Intervals.of(Preset.FAST_RECOVERY).factsValid(),
                longer);
        store.sessions()
                .heartbeat(new Heartbeat(
                        other, List.of(), List.of(), false, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));
    }

    @Test
    void leaderIsMissingOnceItsFactsAreTooOld() {
        heartbeat.open();
        assertThat(heartbeat.leaderFacts().isLeaderMissing()).isFalse();
        heartbeat.round();
        assertThat(heartbeat.leaderFacts().isLeaderMissing()).isTrue();

        long other = store.sessions().open(new NewSession(Kind.COORDINATOR, "other", "host", List.of()));
        platform.pass(Duration.ofSeconds(3));
        LeaseFacts facts = new LeaseFacts(
                store.now(),
                1,
                Map.of("work", 1),
                Duration.ofMillis(500),
                true,
                Intervals.of(Preset.FAST_RECOVERY).factsValid());
        store.sessions()
                .heartbeat(new Heartbeat(
                        other, List.of(), List.of(), false, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));
        heartbeat.round();
        assertThat(heartbeat.leaderFacts().isLeaderMissing()).isFalse();
        assertThat(heartbeat.leaderFacts().hintsFail()).isTrue();
        assertThat(heartbeat.leaderFacts().servedTypes()).containsExactly("work");

        platform.pass(facts.valid().plusSeconds(1));
        heartbeat.round();
        assertThat(heartbeat.leaderFacts().isLeaderMissing()).isTrue();
        assertThat(heartbeat.leaderFacts().hintsFail()).isFalse();
    }

    /** By the leader's preset, whatever that of the coordinator is which reads them. */
    @Test
    void factsOfALeaderThatPublishesRarelyAreValidForLonger() {
        heartbeat.open();
        long other = store.sessions().open(new NewSession(Kind.COORDINATOR, "other", "host", List.of()));
        Duration valid = Intervals.of(Preset.FRUGAL).factsValid();
        LeaseFacts facts = new LeaseFacts(store.now(), 1, Map.of(), Duration.ofSeconds(5), true, valid);
        store.sessions()
                .heartbeat(new Heartbeat(
                        other, List.of(), List.of(), false, new LeaseBid(LeaseBid.Wish.LEAD, Optional.of(facts))));

        platform.pass(valid);
        heartbeat.round();
        assertThat(heartbeat.leaderFacts().isLeaderMissing()).isFalse();

        platform.pass(Duration.ofMillis(1));
        heartbeat.round();
        assertThat(heartbeat.leaderFacts().isLeaderMissing()).isTrue();
    }
}
