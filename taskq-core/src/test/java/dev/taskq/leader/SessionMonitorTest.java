package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.platform.Stopwatch;
import dev.taskq.spi.SessionList;
import dev.taskq.spi.Sessions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Who counts as dead, and who does not. */
class SessionMonitorTest {
    private final DutyFixture fixture = new DutyFixture();

    private List<Host> agents(int number) {
        List<Host> agents = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            agents.add(fixture.agent("agent-" + i));
        }
        return agents;
    }

    @Test
    void agentThatSendsNoHeartbeatsIsEndedAfterTheTimeOutAndNotBefore() {
        Host silent = fixture.agent("silent");
        Host living = fixture.agent("living");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(9), living);
        assertThat(fixture.isEnded(silent)).isFalse();
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), living);
        assertThat(fixture.isEnded(silent)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    @Test
    void agentWhoseConnectionIsGoneIsEndedWithinASecond() {
        Host killed = fixture.agent("killed");
        Host living = fixture.agent("living");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), killed, living);
        killed.store().close();
        fixture.passWithHeartbeatsOf(Duration.ofMillis(600), living);
        assertThat(fixture.isEnded(killed)).isFalse();
        fixture.passWithHeartbeatsOf(Duration.ofMillis(400), living);
        assertThat(fixture.isEnded(killed)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    @Test
    void sessionsAreObservedMoreOftenWhileAConnectionIsLost() {
        Host living = fixture.agent("living");
        Host killed = fixture.agent("killed");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), killed, living);
        Duration before = nextScan();
        killed.store().close();
        assertThat(nextScan()).isLessThan(before.dividedBy(3));
    }

    private Duration nextScan() {
        fixture.platform.pass(Duration.ofMillis(200));
        return fixture.monitor.round();
    }

    private Sessions slow(Duration observation) {
        return through(observed -> {
            fixture.platform.pass(observation);
            return observed;
        });
    }

    /** A slow observation is followed by a rest in proportion, so that observations are further apart than heartbeats. */
    @Test
    void slowObservationsFindAKilledAgentAndEndNoLivingOne() {
        Host killed = fixture.agent("killed");
        Host living = fixture.agent("living");
        SessionMonitor monitor = fixture.monitor(slow(Duration.ofMillis(300)), DutyFixture.PACE);
        killed.store().close();
        passWithHeartbeatsOf(monitor, Duration.ofSeconds(14), living);

        assertThat(fixture.isEnded(killed)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    @Test
    void restAfterAVerySlowObservationIsBounded() {
        fixture.agent("agent");

        assertThat(fixture.monitor(slow(Duration.ofSeconds(4)), DutyFixture.PACE)
                        .round())
                .isEqualTo(Duration.ofSeconds(2));
    }

    /** Above two seconds each, the observer cannot tell its own slowness from a silence. */
    @Test
    void observationsThatProveNothingAreCountedAndTheDeadAreFoundOnceTheyAreFaster() {
        Host killed = fixture.agent("killed");
        Host living = fixture.agent("living");
        AtomicReference<Duration> observation = new AtomicReference<>(Duration.ofMillis(2_100));
        SessionMonitor monitor = fixture.monitor(
                through(observed -> {
                    fixture.platform.pass(observation.get());
                    return observed;
                }),
                DutyFixture.PACE);
        killed.store().close();
        passWithHeartbeatsOf(monitor, Duration.ofSeconds(60), living);
        assertThat(fixture.isEnded(killed)).isFalse();
        double before = lateObservations();
        assertThat(before).isGreaterThan(5);
        assertThat(monitor.isTooSlow()).isTrue();

        observation.set(Duration.ofMillis(10));
        passWithHeartbeatsOf(monitor, Duration.ofSeconds(14), living);

        assertThat(fixture.isEnded(killed)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
        assertThat(lateObservations()).isEqualTo(before);
        assertThat(monitor.isTooSlow()).isFalse();
    }

    /** Each late one lets all silences count anew, and the timeout is longer than the time between two of them. */
    @Test
    void observationsOfWhichEachSecondOneIsLateProveNothingEither() {
        Host killed = fixture.agent("killed");
        Host living = fixture.agent("living");
        AtomicInteger observations = new AtomicInteger();
        SessionMonitor monitor = fixture.monitor(
                through(observed -> {
                    fixture.platform.pass(Duration.ofMillis(observations.incrementAndGet() % 2 == 0 ? 1_500 : 2_300));
                    return observed;
                }),
                DutyFixture.PACE);
        killed.store().close();

        passWithHeartbeatsOf(monitor, Duration.ofSeconds(60), living);

        assertThat(fixture.isEnded(killed)).isFalse();
        assertThat(lateObservations()).isBetween(observations.get() / 2.0 - 1, observations.get() / 2.0 + 1);
        assertThat(monitor.isTooSlow()).isTrue();
    }

    private void passWithHeartbeatsOf(SessionMonitor monitor, Duration time, Host living) {
        Stopwatch passed = fixture.platform.stopwatch();
        while (passed.elapsed().compareTo(time) < 0) {
            fixture.heartbeat(living);
            monitor.round();
            fixture.platform.pass(Duration.ofMillis(150));
        }
    }

    private double lateObservations() {
        return fixture.meters.get("taskq.sessions.observations.late").counter().count();
    }

    /** As on a DataSource: then an observation finds only that a process has been silent for long. */
    private Sessions blind() {
        return through(list -> new SessionList(list.at(), list.sessions(), Set.of(), false));
    }

    /** The store's sessions, of which each observation is changed. */
    private Sessions through(UnaryOperator<SessionList> change) {
        return (Sessions) Proxy.newProxyInstance(
                Sessions.class.getClassLoader(), new Class<?>[] {Sessions.class}, (proxy, method, given) -> {
                    Object answer = method.invoke(fixture.store.sessions(), given);
                    return answer instanceof SessionList list ? change.apply(list) : answer;
                });
    }

    @Test
    void whereTheStoreSeesNoDeathTheSessionsAreObservedOnceASecond() {
        fixture.agent("agent");

        assertThat(fixture.monitor(blind(), DutyFixture.PACE).round()).isEqualTo(Duration.ofSeconds(1));
        assertThat(fixture.monitor.round()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void observationsASecondApartFindASilentAgentAndEndNoLivingOne() {
        Host silent = fixture.agent("silent");
        Host living = fixture.agent("living");
        SessionMonitor monitor = fixture.monitor(blind(), DutyFixture.PACE);
        observe(monitor, Duration.ofMillis(9_500), living);
        assertThat(fixture.isEnded(silent)).isFalse();

        observe(monitor, Duration.ofSeconds(3), living);

        assertThat(fixture.isEnded(silent)).isTrue();
        assertThat(fixture.isEnded(living)).isFalse();
    }

    /** Observations as late as the jitter of a loop makes them, and a heartbeat each half second. */
    private void observe(SessionMonitor monitor, Duration time, Host living) {
        Duration step = Duration.ofMillis(550);
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plus(step.multipliedBy(2))) {
            monitor.round();
            fixture.platform.pass(step);
            fixture.heartbeat(living);
            fixture.platform.pass(step);
            fixture.heartbeat(living);
        }
        monitor.round();
    }

    @Test
    void processIsAloneUntilAnotherOneHasASessionOrNoneIsObserved() {
        fixture.again(new Host(fixture.store, 0), "own");
        fixture.monitor.round();
        assertThat(fixture.store.sameProcess().isAlone()).isTrue();

        fixture.platform.pass(Duration.ofSeconds(3));
        assertThat(fixture.store.sameProcess().isAlone()).isFalse();

        fixture.monitor.round();
        fixture.monitor.termEnded();
        assertThat(fixture.store.sameProcess().isAlone()).isFalse();

        fixture.platform.pass(Duration.ofSeconds(1));
        fixture.monitor.round();
        assertThat(fixture.store.sameProcess().isAlone()).isTrue();
        fixture.agent("another");
        fixture.platform.pass(Duration.ofSeconds(1));
        fixture.monitor.round();
        assertThat(fixture.store.sameProcess().isAlone()).isFalse();
    }

    @Test
    void agentThatComesBackWithItsNextHeartbeatIsNotCutOff() {
        Host cut = fixture.agent("cut");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), cut);
        for (int i = 0; i < 20; i++) {
            cut.store().close();
            fixture.passWithHeartbeatsOf(Duration.ofMillis(600));
            fixture.heartbeat(cut);
        }
        assertThat(fixture.isEnded(cut)).isFalse();
    }

    @Test
    void silenceWhileTheObserverWasFrozenDoesNotCount() {
        Host agent = fixture.agent("agent");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), agent);
        fixture.platform.pass(Duration.ofSeconds(60));
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(9));
        assertThat(fixture.isEnded(agent)).isFalse();
    }

    @Test
    void stepOfTheStoresClockEndsNobody() {
        Host agent = fixture.agent("agent");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), agent);
        fixture.platform.stepClock(Duration.ofHours(1));
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2));
        assertThat(fixture.isEnded(agent)).isFalse();
    }

    @Test
    void manyThatFallSilentTogetherAreNotEndedBeforeAMinute() {
        List<Host> agents = agents(4);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(58), all[0]);
        assertThat(agents).noneMatch(fixture::isEnded);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(4), all[0]);
        assertThat(agents.subList(1, 4)).allMatch(fixture::isEnded);
        assertThat(fixture.isEnded(all[0])).isFalse();
    }

    @Test
    void manyWhoseConnectionsGoTogetherAreNotEndedByThat() {
        List<Host> agents = agents(8);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        agents.subList(0, 3).forEach(host -> host.store().close());
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(8), agents.subList(3, 8).toArray(Host[]::new));
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    /** Postgres was away, and a network fails as it comes back: only some had connected again before. */
    @Test
    void connectionsThatGoWithOthersThatFellSilentAreManyToo() {
        List<Host> agents = agents(8);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        fixture.passWithHeartbeatsOf(
                Duration.ofMillis(2_500), agents.subList(2, 8).toArray(Host[]::new));
        agents.subList(2, 4).forEach(host -> host.store().close());
        fixture.passWithHeartbeatsOf(
                Duration.ofSeconds(15), agents.subList(4, 8).toArray(Host[]::new));
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    /** A process that hears nothing closes its connections at its time-outs. */
    @Test
    void connectionsThatGoLongAfterManyFellSilentTogetherAreManyToo() {
        List<Host> agents = agents(5);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(6), all[0]);
        all[1].store().close();
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), all[0]);
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    @Test
    void connectionThatGoesAfterTheOthersHaveComeBackIsStillOneOfMany() {
        List<Host> agents = agents(5);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(4), all[0]);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all[0], all[2], all[3], all[4]);
        all[1].store().close();
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), all[0], all[2], all[3], all[4]);
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    @Test
    void agentThatIsKilledLongAfterManyFellSilentIsEndedWithinASecond() {
        List<Host> agents = agents(6);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(8), all[0], all[1]);
        all[1].store().close();
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all[0]);
        assertThat(agents).filteredOn(fixture::isEnded).containsExactly(all[1]);
    }

    /** It has not heard of anyone yet, so it does not know who else fell silent before its term. */
    @Test
    void newLeaderDoesNotEndTheFirstOfManyThatLosesItsConnection() {
        List<Host> agents = agents(5);
        agents.get(1).store().close();
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(5), agents.get(0));
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    @Test
    void newLeaderEndsWithinASecondWhatWasKilledBeforeItsTerm() {
        List<Host> agents = agents(5);
        agents.get(1).store().close();
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), agents.get(0), agents.get(2), agents.get(3), agents.get(4));
        assertThat(agents).filteredOn(fixture::isEnded).containsExactly(agents.get(1));
    }

    /** Some come back while the new leader has not heard of all others yet. */
    @Test
    void newLeaderDoesNotEndTheLastOfManyWhenTheOthersHaveComeBack() {
        List<Host> agents = agents(8);
        Host[] all = agents.toArray(Host[]::new);
        agents.subList(1, 4).forEach(host -> host.store().close());
        fixture.passWithHeartbeatsOf(Duration.ofMillis(400), all[0]);
        List<Host> living = new ArrayList<>(agents);
        living.remove(all[1]);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), living.toArray(Host[]::new));
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    /** One that is silent and has its connections may be one of many. After four heartbeats it is known to be the only one. */
    @Test
    void newLeaderWaitsFourHeartbeatsForOneThatIsSilentAndNotLonger() {
        List<Host> agents = agents(6);
        Host[] living = agents.subList(2, 6).toArray(Host[]::new);
        agents.get(0).store().close();
        fixture.passWithHeartbeatsOf(Duration.ofMillis(1_800), living);
        assertThat(agents).noneMatch(fixture::isEnded);
        fixture.passWithHeartbeatsOf(Duration.ofMillis(600), living);
        assertThat(agents).filteredOn(fixture::isEnded).containsExactly(agents.get(0));
    }

    @Test
    void lastOfManyThatWereCutOffTogetherAreNotEndedWhenTheOthersHaveComeBack() {
        List<Host> agents = agents(5);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        agents.subList(1, 5).forEach(host -> host.store().close());
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(15), all[0]);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), all[0], all[1], all[2]);
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    @Test
    void lastOfManyThatFellSilentTogetherAreNotEndedWhenTheOthersHeartbeatAgain() {
        List<Host> agents = agents(5);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(15), all[0]);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), all[0], all[1], all[2], all[3]);
        assertThat(agents).noneMatch(fixture::isEnded);
    }

    @Test
    void twoOfThoseAreFewEnough() {
        List<Host> agents = agents(8);
        Host[] all = agents.toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), all);
        agents.subList(0, 2).forEach(host -> host.store().close());
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), agents.subList(2, 8).toArray(Host[]::new));
        assertThat(agents.subList(0, 2)).allMatch(fixture::isEnded);
    }

    @Test
    void twoOfManyThatFallSilentTogetherAreEndedByTheTimeOut() {
        List<Host> agents = agents(30);
        Host[] living = agents.subList(2, 30).toArray(Host[]::new);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), agents.toArray(Host[]::new));
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(11), living);
        assertThat(agents.subList(0, 2)).allMatch(fixture::isEnded);
        assertThat(agents.subList(2, 30)).noneMatch(fixture::isEnded);
    }
}
