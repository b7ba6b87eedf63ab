package dev.taskq.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a report may say. */
class SessionStatusTest {
    private static SessionStatus validFor(Duration valid) {
        return new SessionStatus(1, "", 0, 0, 0, 0, List.of(), false, List.of(), valid);
    }

    /** It is stored in whole milliseconds. A report that is never believed would show a living agent as silent. */
    @Test
    void reportIsValidForAMillisecondAtLeast() {
        assertThat(validFor(Duration.ofMillis(1)).valid()).isEqualTo(Duration.ofMillis(1));
        for (Duration tooShort : List.of(Duration.ofNanos(999_999), Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> validFor(tooShort))
                    .withMessageContaining("a millisecond at least")
                    .withMessageContaining(tooShort.toString());
        }
    }
}
