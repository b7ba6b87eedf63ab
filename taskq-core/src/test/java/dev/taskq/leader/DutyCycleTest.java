package dev.taskq.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.ManualPlatform;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a duty rests. */
class DutyCycleTest {
    private static final Duration SHORTEST = Duration.ofMillis(200);

    private final ManualPlatform platform = new ManualPlatform();
    private final DutyCycle dutyCycle = new DutyCycle(platform, 20);

    private Duration restAfter(Duration round) {
        dutyCycle.begin();
        platform.pass(round);
        dutyCycle.rest(SHORTEST);
        Duration rest = Duration.ZERO;
        while (!dutyCycle.left().isZero()) {
            rest = rest.plus(dutyCycle.left());
            platform.pass(dutyCycle.left());
        }
        return rest;
    }

    @Test
    void restIsInProportionToTheRound() {
        assertThat(restAfter(Duration.ofMillis(100))).isEqualTo(Duration.ofMillis(1_900));
    }

    @Test
    void restIsNeverShorterThanAsked() {
        assertThat(restAfter(Duration.ofNanos(1))).isEqualTo(SHORTEST);
    }

    @Test
    void roundThatWaitedForAStoreThatWasAwayIsNotFollowedByMinutesOfRest() {
        assertThat(restAfter(Duration.ofMinutes(5))).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }
}
