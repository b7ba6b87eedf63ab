package dev.taskq.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import dev.taskq.spi.SessionStatus;
import dev.taskq.telemetry.RecentTypes.Counts;
import dev.taskq.telemetry.RecentTypes.What;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What happened within about the last minute. */
class RecentTypesTest {
    private final ManualPlatform platform = new ManualPlatform();
    private final RecentTypes recent = new RecentTypes(platform);

    @Test
    void eachTypeHasItsCounts() {
        recent.count("one", What.SUBMITTED);
        recent.count("one", What.SUBMITTED);
        recent.count("one", What.FAILED);
        recent.count("other", What.FINISHED);

        assertThat(recent.counts())
                .hasSize(2)
                .containsEntry("one", new Counts(2, 0, 1))
                .containsEntry("other", new Counts(0, 1, 0));
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        recent.count("one", What.SUBMITTED);
        platform.pass(Duration.ofSeconds(50));
        recent.count("one", What.SUBMITTED);
        assertThat(recent.counts()).containsEntry("one", new Counts(2, 0, 0));

        platform.pass(Duration.ofSeconds(10));
        assertThat(recent.counts()).containsEntry("one", new Counts(1, 0, 0));

        platform.pass(Duration.ofMinutes(1));
        assertThat(recent.counts()).isEmpty();
    }

    @Test
    void aLongSilenceLeavesNothingBehind() {
        recent.count("one", What.SUBMITTED);
        platform.pass(Duration.ofDays(365));
        recent.count("one", What.SUBMITTED);
        assertThat(recent.counts()).containsEntry("one", new Counts(1, 0, 0));
    }

    @Test
    void typesBeyondTheBoundAreSummedUpUntilThereIsRoom() {
        for (int i = 0; i < SessionStatus.MOST_TYPES + 50; i++) {
            recent.count("type_" + i, What.SUBMITTED);
        }
        recent.count("type_0", What.SUBMITTED);
        assertThat(recent.counts())
                .hasSize(SessionStatus.MOST_TYPES + 1)
                .containsEntry("type_0", new Counts(2, 0, 0))
                .containsEntry(RecentTypes.OTHER, new Counts(50, 0, 0));

        platform.pass(Duration.ofMinutes(1));
        recent.count("late", What.SUBMITTED);
        assertThat(recent.counts()).containsOnlyKeys("late");
    }
}
