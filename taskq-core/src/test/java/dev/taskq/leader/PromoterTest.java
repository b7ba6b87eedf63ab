package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.NewTask;
import dev.taskq.TaskStatus;
import dev.taskq.spi.Insert;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When scheduled tasks are searched for. */
class PromoterTest {
    private static final Duration PERIOD = Duration.ofSeconds(5);

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
