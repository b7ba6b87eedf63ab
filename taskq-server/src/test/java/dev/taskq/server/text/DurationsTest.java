package dev.taskq.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "500ms, PT0.5S",
        "90s, PT90S",
        "15m, PT15M",
        "36h, PT36H",
        "7d, PT168H",
        "007s, PT7S",
        "000000000000000001m, PT1M",
        "PT1H30M, PT90M",
        "PT01S, PT1S",
        "P01DT02H00M, PT26H",
        "P1DT2H3M4.000000005S, PT26H3M4.000000005S",
        "P2W, PT336H",
        "PT0.25S, PT0.25S"
    })
    void isRead(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s",
                "5",
                "-5s",
                "+5s",
                "5 s",
                "5S",
                "1.5h",
                "1h30m",
                "P",
                "PT",
                "P1DT",
                "P1M",
                "P1Y",
                "P1Y2D",
                "P1W2D",
                "-PT1S",
                "PT-1S",
                "pt1s",
                "P1H",
                "PT1D",
                "PT.5S",
                "PT1.0000000001S",
                "999999999999999999d",
                "9999999999999999999s",
                "0000000000000000001s",
                "\u0665s"
            })
    void isRefused(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0s", "1ms", "1500ms", "1s", "90s", "1m", "90m", "1h", "36h", "1d", "7d", "PT0.000001S"})
    void isWrittenAsItIsRead(String text) {
        assertThat(Durations.parse(text).map(Durations::format)).contains(text);
    }
}
