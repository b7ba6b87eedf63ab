package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.TaskStatus;
import dev.taskq.leader.DutyFixture.Host;
import dev.taskq.spi.Insert;
import dev.taskq.spi.SameProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When scheduled tasks are searched for. */
class PromoterTest {
    private static final Duration PERIOD = Duration.ofSeconds(5);

    /** A monitor that sees no other living process observes as rarely. */
    private static final Duration OBSERVATION = DutyFixture.PACE.observationWithoutSight();

    private final DutyFixture fixture = new DutyFixture();
    private final NextSearch nextSearch = new NextSearch(fixture.platform, fixture.platform.newSignal());

    private Promoter promoter() {
        return new Promoter(
                fixture.platform,
                fixture.store.dispatch(),
                fixture.storeClock,
                fixture::send,
                types -> {},
                PERIOD,
                nextSearch);
    }

    private long submit(Duration delay) {
        Insert insert = new Insert(NewTask.of(DutyFixture.TYPE, "{}").delayedBy(delay), "");
        return fixture.store.submissions().insert(List.of(insert)).getFirst().id();
    }

    /** Each sleep is a round of the duty, which its metrics count. */
    @Test
    void taskThatIsDueLongAfterTheNextSearchDoesNotDivideTheSleep() {
        fixture.submitLater(1);
        Promoter promoter = promoter();

        fixture.run(promoter);

        assertThat(promoter.round()).isEqualTo(PERIOD);
    }

    @Test
    void taskThatIsDueBeforeTheNextSearchIsNotSleptOver() {
        Duration delay = Duration.ofSeconds(2);
        submit(delay);
        Promoter promoter = promoter();

        fixture.run(promoter);

        assertThat(promoter.round().multipliedBy(11).dividedBy(10)).isLessThan(delay);
    }

    /** The leader decides when it is tried again, so it is in the same process. */
    @Test
    void taskThatWasLostAgainIsQueuedWhenItsBackOffIsOver() {
        fixture.store.sameProcess().join(new SameProcess.Scanner() {
            @Override
            public void queued(Set<String> types) {}

            @Override
            public void notAlone() {}

            @Override
            public void scheduled(Duration untilDue) {
                nextSearch.scheduled(untilDue);
            }
        });
        List<Long> ids = fixture.submit(1);
        Promoter promoter = promoter();
        fixture.run(promoter);
        isLost(ids);
        assertThat(fixture.statuses(ids)).containsExactly(TaskStatus.QUEUED);
        isLost(ids);
        assertThat(fixture.statuses(ids)).containsExactly(TaskStatus.SCHEDULED);
        Duration backOff = Duration.between(
                fixture.store.now(),
                fixture.task(ids.getFirst()).times().runAt().orElseThrow());
        assertThat(backOff).isBetween(Duration.ofMillis(1), PERIOD.dividedBy(2));

        assertThat(promoter.round()).isLessThanOrEqualTo(backOff);
        fixture.platform.pass(backOff.plusMillis(1));
        fixture.run(promoter);

        assertThat(fixture.statuses(ids)).containsExactly(TaskStatus.QUEUED);
    }

    private void isLost(List<Long> ids) {
        Host lost = fixture.agent("lost");
        fixture.claim(lost, ids);
        fixture.lose(lost);
        fixture.platform.pass(OBSERVATION);
        fixture.monitor.round();
        fixture.run(fixture.reclaim);
    }

    /** That of the term before may be in a round while another duty begins the new term. */
    @Test
    void firstSearchOfATermIsAtOnceThoughTheOneBeforePlannedItsNextOneMeanwhile() {
        Promoter before = promoter();
        Promoter now = promoter();
        fixture.run(before);
        fixture.platform.pass(Duration.ofMillis(100));
        long task = submit(Duration.ofMillis(100));
        fixture.platform.pass(Duration.ofMillis(200));

        fixture.run(now);

        assertThat(fixture.task(task).status()).isEqualTo(TaskStatus.QUEUED);
    }
}
