package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskStatus;
import dev.taskq.spi.Completions;
import dev.taskq.spi.Hint;
import dev.taskq.spi.Position;
import dev.taskq.spi.Scan;
import dev.taskq.telemetry.RecentTypes;
import dev.taskq.telemetry.TypeLabels;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the leader's metrics say, on time that is moved by hand. */
class LeaderMetricsTest {
    private static final long LIMIT = 100_000;

    private final DutyFixture fixture = new DutyFixture();
    private final BacklogStatistics statistics = fixture.statistics(LIMIT);

    private void runFor(Duration time) {
        for (Duration done = Duration.ZERO; done.compareTo(time) < 0; done = done.plusSeconds(1)) {
            fixture.platform.pass(Duration.ofSeconds(1));
            fixture.run(statistics);
        }
    }

    private double gauge(String name) {
        return fixture.meters.get(name).gauge().value();
    }

    private double counter(String name, String... tags) {
        return fixture.meters.get(name).tags(tags).counter().count();
    }

    @Test
    void depthAndAgesAreThoseOfTheLastScan() {
        fixture.queue.enqueue(List.of(new Hint(DutyFixture.TYPE, 1, fixture.store.now())));
        fixture.submit(3);
        runFor(Duration.ofSeconds(30));

        assertThat(gauge("taskq.queue.depth")).isEqualTo(3);
        assertThat(gauge("taskq.queue.hints")).isEqualTo(1);
        assertThat(gauge("taskq.queue.oldest.waiting")).isEqualTo(30);
        assertThat(gauge("taskq.queue.count.age")).isZero();
        assertThat(gauge("taskq.store.horizon.age")).isZero();
    }

    @Test
    void ageOfATaskIsNotThatOfItsLastHint() {
        fixture.submit(1);
        Reconciler reconciler = fixture.reconciler(fixture.queue);
        for (int i = 0; i < 10; i++) {
            // Forgotten again and again, so that the row is stamped anew each time.
            fixture.queue.drop(DutyFixture.TYPE);
            runFor(Duration.ofSeconds(30));
            fixture.run(reconciler);
        }
        runFor(Duration.ofSeconds(2));

        assertThat(gauge("taskq.queue.oldest.waiting")).isBetween(300.0, 303.0);
    }

    @Test
    void ageOfTheOldestIsFoundAmongManyThoughItWasHintedLast() {
        List<Long> ids = fixture.submit(1);
        Hint first = fixture.store
                .dispatch()
                .waiting(List.of(new Scan(DutyFixture.TYPE, Position.START, Scan.NO_END, 10, 10)), 10)
                .get(0)
                .queued()
                .get(0);
        fixture.platform.pass(Duration.ofMinutes(10));
        fixture.submit(30_000);
        assertThat(fixture.store
                        .dispatch()
                        .hinted(List.of(first), fixture.store.now().plusSeconds(5)))
                .isEqualTo(ids.size());
        runFor(Duration.ofMinutes(5));
        assertThat(gauge("taskq.queue.oldest.waiting")).isGreaterThan(600);
        for (int i = 0; i < 100; i++) {
            runFor(Duration.ofSeconds(1));
            assertThat(gauge("taskq.queue.oldest.waiting")).isGreaterThan(600);
        }
    }

    @Test
    void theAgeOfTheLastCountGoesOnWhileNobodyCounts() {
        fixture.submit(1);
        runFor(Duration.ofSeconds(5));
        fixture.platform.pass(Duration.ofMinutes(1));

        assertThat(gauge("taskq.queue.oldest.waiting")).isEqualTo(5);
        assertThat(gauge("taskq.queue.count.age")).isEqualTo(60);
    }

    @Test
    void nothingWaitsAtAnAgeOfZero() {
        runFor(Duration.ofSeconds(5));
        fixture.platform.pass(Duration.ofMinutes(1));

        assertThat(gauge("taskq.queue.oldest.waiting")).isZero();
    }

    @Test
    void aPausedTypeIsShownAsPausedUntilItIsResumed() {
        fixture.submit(1);
        runFor(Duration.ofSeconds(2));
        assertThat(gauge("taskq.type.paused")).isZero();

        fixture.store.types().pause(DutyFixture.TYPE, true);
        runFor(Duration.ofSeconds(2));
        assertThat(gauge("taskq.type.paused")).isEqualTo(1);
        assertThat(gauge("taskq.queue.depth")).isEqualTo(1);

        fixture.store.types().pause(DutyFixture.TYPE, false);
        runFor(Duration.ofSeconds(2));
        assertThat(gauge("taskq.type.paused")).isZero();
    }

    @Test
    void theLabelThatManyTypesShareIsPausedOnlyWhereAllOfThemAre() {
        List<String> shared = IntStream.range(0, TypeLabels.MOST + 2)
                .mapToObj(i -> "type_" + i)
                .toList();
        fixture.store.types().register(shared);
        runFor(Duration.ofSeconds(30));
        List<String> labelled = fixture.meters.get("taskq.type.paused").gauges().stream()
                .map(gauge -> gauge.getId().getTag("type"))
                .toList();
        List<String> others = Stream.concat(Stream.of(DutyFixture.TYPE), shared.stream())
                .filter(type -> !labelled.contains(type))
                .toList();

        fixture.store.types().pause(others.get(0), true);
        runFor(Duration.ofSeconds(30));
        assertThat(pausedOther()).isZero();

        others.forEach(type -> fixture.store.types().pause(type, true));
        runFor(Duration.ofSeconds(30));
        assertThat(pausedOther()).isEqualTo(1);
    }

    private double pausedOther() {
        return fixture.meters
                .get("taskq.type.paused")
                .tag("type", TypeLabels.OTHER)
                .gauge()
                .value();
    }

    @Test
    void typesBeyondTheCapAreShownAsOne() {
        List<String> types = IntStream.range(0, TypeLabels.MOST + 50)
                .mapToObj(i -> "type_" + i)
                .toList();
        fixture.store.types().register(types);
        runFor(Duration.ofSeconds(30));
        fixture.submit(2);
        runFor(Duration.ofSeconds(30));

        assertThat(fixture.meters.get("taskq.queue.depth").gauges())
                .hasSize(TypeLabels.MOST + 1)
                .anyMatch(gauge -> TypeLabels.OTHER.equals(gauge.getId().getTag("type")));
        assertThat(fixture.meters.get("taskq.queue.depth").gauges().stream()
                        .mapToDouble(Gauge::value)
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void sessionsAreCountedAsTheyEnd() {
        DutyFixture.Host steady = fixture.agent("steady");
        DutyFixture.Host leaving = fixture.agent("leaving");
        DutyFixture.Host dying = fixture.agent("dying");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), steady, leaving, dying);
        leaving.store().sessions().stop(leaving.session());
        leaving.store().sessions().clear(List.of(leaving.session()));
        fixture.passWithHeartbeatsOf(Duration.ofMinutes(2), steady);

        assertThat(counter("taskq.sessions.ended", "kind", "agent", "reason", "stopped"))
                .isEqualTo(1);
        assertThat(counter("taskq.sessions.ended", "kind", "agent", "reason", "lost"))
                .isEqualTo(1);
        assertThat(fixture.meters
                        .get("taskq.sessions")
                        .tag("kind", "agent")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(fixture.meters
                        .get("taskq.agents")
                        .tag("type", DutyFixture.TYPE)
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    /** A type is served only by agents that take its tasks. */
    @Test
    void agentThatWasAskedToDrainCountsAsASessionAndServesNoType() {
        DutyFixture.Host steady = fixture.agent("steady");
        DutyFixture.Host draining = fixture.agent("draining");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), steady, draining);
        assertThat(agentsOfType()).isEqualTo(2);

        fixture.store.sessions().drain(draining.session());
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), steady, draining);

        assertThat(agentsOfType()).isEqualTo(1);
        assertThat(fixture.meters
                        .get("taskq.sessions")
                        .tag("kind", "agent")
                        .gauge()
                        .value())
                .isEqualTo(2);
        fixture.store.sessions().drain(steady.session());
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), steady, draining);
        assertThat(fixture.meters.find("taskq.agents").gauge()).isNull();
    }

    private double agentsOfType() {
        return fixture.meters
                .get("taskq.agents")
                .tag("type", DutyFixture.TYPE)
                .gauge()
                .value();
    }

    @Test
    void whatIsTakenBackIsCounted() {
        DutyFixture.Host steady = fixture.agent("steady");
        DutyFixture.Host dying = fixture.agent("dying");
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(2), steady, dying);
        fixture.claim(dying, fixture.submit(2));
        fixture.passWithHeartbeatsOf(Duration.ofMinutes(2), steady);
        fixture.run(fixture.reclaim);

        assertThat(counter("taskq.reclaims", "type", DutyFixture.TYPE, "cause", "session_ended"))
                .isEqualTo(2);
        assertThat(counter("taskq.attempts", "type", DutyFixture.TYPE, "outcome", "lost"))
                .isEqualTo(2);
        assertThat(counter("taskq.retries", "type", DutyFixture.TYPE, "cause", "lost"))
                .isEqualTo(2);
    }

    @Test
    void howLongATaskTookIsToldByTheLeaderThatEndsIt() {
        DutyFixture.Host steady = fixture.agent("steady");
        List<Long> overdue = fixture.submit(1);
        fixture.platform.pass(Duration.ofMinutes(3));
        fixture.claimOnce(steady, overdue, Duration.ofMinutes(5));
        Duration taken = Duration.ofMinutes(5).plus(Completions.OVERDUE).plusSeconds(2);
        fixture.passWithHeartbeatsOf(taken, steady);
        fixture.run(fixture.reclaim);
        assertThat(fixture.recent.counts())
                .containsExactly(Map.entry(DutyFixture.TYPE, new RecentTypes.Counts(0, 1, 1)));
        fixture.passWithHeartbeatsOf(Duration.ofMinutes(1), steady);
        fixture.run(fixture.reclaim);

        assertThat(fixture.statuses(overdue)).containsOnly(TaskStatus.FAILED);
        Timer total =
                fixture.meters.get("taskq.total").tag("type", DutyFixture.TYPE).timer();
        assertThat(total.count()).isEqualTo(1);
        assertThat(total.totalTime(TimeUnit.SECONDS))
                .isBetween((double) Duration.ofMinutes(3).plus(taken).toSeconds(), (double)
                        Duration.ofMinutes(4).plus(taken).toSeconds());
    }

    @Test
    void atTheEndNoGaugeIsLeft() {
        fixture.submit(1);
        fixture.passWithHeartbeatsOf(Duration.ofSeconds(1), fixture.agent("a"));
        runFor(Duration.ofSeconds(5));

        fixture.metrics.close();

        assertThat(fixture.meters.getMeters().stream()
                        .filter(Gauge.class::isInstance)
                        .map(meter -> meter.getId().getName())
                        .filter(name -> !name.endsWith(".histogram")))
                .isEmpty();
    }
}
