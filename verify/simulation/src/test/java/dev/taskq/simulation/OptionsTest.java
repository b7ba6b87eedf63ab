package dev.taskq.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void boundsOfTheExhaustiveSearchAreTaken() {
        Options options = Options.parse("--exhaustive", "hints", "--accidents", "1", "--switches", "0");
        assertThat(options.setting()).hasValue("hints");
        assertThat(options.accidents()).isEqualTo(1);
        assertThat(options.switches()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1.5", "99999999999999999999"})
    void whatIsNoNumberIsTold(String text) {
        assertThatThrownBy(() -> Options.parse("--accidents", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--accidents needs a whole number below a billion, not \"" + text + "\"");
    }
}
