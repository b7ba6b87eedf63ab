package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CatchUp;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.recurrence.FireTimes;
import dev.taskq.spi.DueSchedule;
import dev.taskq.spi.FireStep;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of the fire times that are due, by policy. */
class FirePlanTest {
    private static final Instant ANCHOR = Instant.parse("2026-11-29T10:00:00Z");
    private static final Recurrence EVERY_MINUTE = Recurrence.every(Duration.ofMinutes(1));

    /** A schedule whose fire time is one minute after the anchor. */
    private static FireStep plan(CatchUp catchUp, Duration sinceAnchor) {
        return planned(new DueSchedule("s", 7, EVERY_MINUTE, ANCHOR, catchUp, minute(1)), ANCHOR.plus(sinceAnchor));
    }

    private static FireStep planned(DueSchedule due, Instant now) {
        return FirePlan.of(due, FireTimes.of(due.recurrence(), due.anchor()), now);
    }

    private static Instant minute(int number) {
        return ANCHOR.plus(Duration.ofMinutes(number));
    }

    private static FireStep step(List<Instant> times, int next, int skipped, Optional<Instant> lastSkipped) {
        return new FireStep("s", 7, times, Optional.of(minute(next)), skipped, lastSkipped);
    }

    @Test
    void oneFireTimeThatIsDueIsFiredByEveryPolicy() {
        for (CatchUp policy : List.of(CatchUp.skip(), CatchUp.one(), CatchUp.all(5))) {
            assertThat(plan(policy, Duration.ofMinutes(1))).isEqualTo(step(List.of(minute(1)), 2, 0, Optional.empty()));
            assertThat(plan(policy, Duration.ofSeconds(119)))
                    .isEqualTo(step(List.of(minute(1)), 2, 0, Optional.empty()));
        }
    }

    @Test
    void missedFireTimesBecomeOneTask() {
        assertThat(plan(CatchUp.one(), Duration.ofSeconds(270)))
                .isEqualTo(step(List.of(minute(4)), 5, 3, Optional.of(minute(3))));
    }

    @Test
    void eachMissedFireTimeBecomesATaskUpToTheMost() {
        assertThat(plan(CatchUp.all(4), Duration.ofSeconds(270)))
                .isEqualTo(step(List.of(minute(1), minute(2), minute(3), minute(4)), 5, 0, Optional.empty()));
        assertThat(plan(CatchUp.all(3), Duration.ofSeconds(270)))
                .isEqualTo(step(List.of(minute(2), minute(3), minute(4)), 5, 1, Optional.of(minute(1))));
    }

    @Test
    void missedFireTimesAreSkippedAndOneThatIsHardlyPastIsFired() {
        FireStep hourly = planned(
                new DueSchedule("s", 7, Recurrence.every(Duration.ofHours(1)), ANCHOR, CatchUp.skip(), minute(60)),
                minute(60).plus(CatchUp.MISSED).plusNanos(1_000));
        assertThat(hourly).isEqualTo(step(List.of(), 120, 1, Optional.of(minute(60))));
        assertThat(plan(CatchUp.skip(), Duration.ofSeconds(270)))
                .isEqualTo(step(List.of(minute(4)), 5, 3, Optional.of(minute(3))));
    }

    @Test
    void skippedFireTimesOfALongGapAreCountedInPart() {
        assertThat(plan(CatchUp.one(), Duration.ofDays(366))).satisfies(step -> {
            assertThat(step.skipped()).isEqualTo(Schedule.Counts.MOST_SKIPPED);
            assertThat(step.times()).containsExactly(minute(366 * 24 * 60));
        });
    }

    @Test
    void fireTimeThatTheRulesOfTheZoneDoNotHaveAnyMoreIsFired() {
        Instant promised = Instant.parse("2026-11-29T02:17:00Z");
        FireStep step = planned(
                new DueSchedule("s", 7, Recurrence.cron("0 1 * * *", ZoneOffset.UTC), ANCHOR, CatchUp.one(), promised),
                promised.plusMillis(20));

        assertThat(step)
                .isEqualTo(new FireStep(
                        "s",
                        7,
                        List.of(promised),
                        Optional.of(Instant.parse("2026-11-30T01:00:00Z")),
                        0,
                        Optional.empty()));
    }
}
