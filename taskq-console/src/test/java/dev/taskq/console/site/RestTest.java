package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestTest {
    @Test
    void pageRestsLongerIfItsAnswerIsDearer() {
        assertThat(Rest.after(Duration.ZERO).value()).isEqualTo("0");
        assertThat(Rest.after(Duration.ofMillis(3)).value()).isEqualTo("1500");
        assertThat(Rest.after(Duration.ofMillis(20)).value()).isEqualTo("10000");
    }

    @Test
    void pageRestsForABoundedTime() {
        assertThat(Rest.after(Duration.ofHours(1)).value()).isEqualTo("15000");
    }
}
