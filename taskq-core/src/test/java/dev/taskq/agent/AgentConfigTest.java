package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4.2.1",
                "2026-12-01+3f9c2ab",
                "x234567890123456789012345678901234567890123456789012345678901234"
            })
    void aVersionIsWhatTheApplicationCallsIt(String version) {
        assertThat(AgentConfig.DEFAULTS.withVersion(version).version()).isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"4 2", "4\n", "vier\u00e4", "x2345678901234567890123456789012345678901234567890123456789012345"})
    void anotherIsRefused(String version) {
        assertThatThrownBy(() -> AgentConfig.DEFAULTS.withVersion(version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("version must be at most 64 printable ASCII characters without spaces");
    }

    @Test
    void aChangeOfOneSettingKeepsTheOthers() {
        AgentConfig config = AgentConfig.DEFAULTS.withVersion("4.2.1").withStackTraces(false);
        assertThat(config.withName("a").withHost("h").withSlots(1).withMemory(1).withGrace(config.grace()))
                .isEqualTo(new AgentConfig("a", "h", 1, 1, config.grace(), config.preset(), "4.2.1", false));
    }
}
