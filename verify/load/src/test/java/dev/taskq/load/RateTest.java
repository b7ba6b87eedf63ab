package dev.taskq.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateTest {
    @ParameterizedTest
    @CsvSource({"1000/min, 3000, 180", "1000/s, 60000, 60", "2/h, 2, 3600", "1/h, 1, 60"})
    void saysHowManyCallsAreDue(String text, long calls, long seconds) {
        assertThat(Rate.parse(text).callsIn(Duration.ofSeconds(seconds))).isEqualTo(calls);
    }

    @Test
    void callsAreDueAtEvenDistancesWithoutDrift() {
        Rate rate = Rate.parse("1000/min");
        assertThat(rate.due(0)).isZero();
        assertThat(rate.due(1)).isEqualTo(60_000_000);
        assertThat(rate.due(1_000_000)).isEqualTo(Duration.ofMinutes(1_000).toNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1000", "0/s", "-1/s", "1000/day", "100001/s", "1.5/s", "1000000/h", "/s"})
    void othersAreToldWithWhatIsAllowed(String text) {
        assertThatThrownBy(() -> Rate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write a number and /s, /min or /h");
    }
}
