package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When the leader says that silences prove nothing, and when it takes that back. */
class ObservationPaceTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final DutyFixture fixture = new DutyFixture();
    private final ObservationPace pace = new ObservationPace(fixture.platform, fixture.metrics);

    private void observe(boolean late, Duration after) {
        fixture.platform.pass(after);
        pace.learn(late, after, TIMEOUT);
    }

    @Test
    void lateObservationsWithinLessThanTheTimeoutAreAnOutage() {
        observe(true, Duration.ofSeconds(60));
        observe(true, Duration.ofSeconds(5));
        observe(true, Duration.ofMillis(4_999));

        assertThat(pace.isTooSlow()).isFalse();
    }

    @Test
    void lateObservationsForTheTimeoutAreToldAlsoIfOthersComeBetween() {
        observe(true, Duration.ofMillis(4_100));
        observe(false, Duration.ofMillis(3_900));
        observe(true, Duration.ofMillis(4_100));
        assertThat(pace.isTooSlow()).isFalse();
        observe(false, Duration.ofMillis(3_900));
        observe(true, Duration.ofMillis(4_100));

        assertThat(pace.isTooSlow()).isTrue();
    }

    @Test
    void endIsToldAfterTheTimeoutWithoutALateObservationAndNotBefore() {
        for (int i = 0; i < 5; i++) {
            observe(true, Duration.ofSeconds(5));
        }
        observe(false, Duration.ofSeconds(4));
        observe(false, Duration.ofMillis(5_999));
        assertThat(pace.isTooSlow()).isTrue();

        observe(false, Duration.ofMillis(1));

        assertThat(pace.isTooSlow()).isFalse();
    }

    @Test
    void lateObservationsWithFreeSpansBetweenAreNotTold() {
        for (int i = 0; i < 10; i++) {
            observe(true, Duration.ofSeconds(5));
            observe(false, TIMEOUT);
        }

        assertThat(pace.isTooSlow()).isFalse();
        assertThat(fixture.meters
                        .get("taskq.sessions.observations.late")
                        .counter()
                        .count())
                .isEqualTo(10);
    }
}
