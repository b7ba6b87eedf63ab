package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConfirmedTest {
    private final Confirmed confirmed = new Confirmed();
    private long starts;

    private long once(long count) {
        return confirmed.once(count, () -> ++starts);
    }

    @Test
    void countStartsOnce() {
        assertThat(once(7)).isEqualTo(1);
        assertThat(once(7)).isEqualTo(1);
        assertThat(once(8)).isEqualTo(2);
    }

    @Test
    void countThatCouldNotBeStartedIsStartedByTheNextTry() {
        assertThatThrownBy(() -> confirmed.once(7, () -> {
                    throw new IllegalStateException("full");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(once(7)).isEqualTo(1);
    }

    @Test
    void onlyTheLatestAreRemembered() {
        for (int count = 0; count <= Confirmed.MOST; count++) {
            once(count);
        }
        assertThat(once(Confirmed.MOST)).isEqualTo(Confirmed.MOST + 1);
        assertThat(once(0)).isEqualTo(Confirmed.MOST + 2);
    }
}
