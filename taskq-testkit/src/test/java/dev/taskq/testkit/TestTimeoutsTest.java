package dev.taskq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestTimeoutsTest {
    @Test
    void theEnvironmentMultipliesIt() {
        assertThat(TestTimeouts.factor(Optional.empty())).isEqualTo(1);
        assertThat(TestTimeouts.factor(Optional.of("3"))).isEqualTo(3);
        assertThat(TestTimeouts.factor(Optional.of("0.5"))).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "long", "0", "-1", "101", "NaN"})
    void otherValuesAreToldWithWhatIsAllowed(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestTimeouts.factor(Optional.of(value)))
                .withMessage("TASKQ_TEST_TIMEOUT_FACTOR must be a number above 0, 100 at most, not \"" + value + "\"");
    }
}
