package dev.taskq.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.taskq.app.App;
import dev.taskq.app.AppSettings;
import dev.taskq.app.BadSettingsException;
import dev.taskq.app.Settings;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.console.LogsUrl;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleSettingsTest {
    private static Settings read(Map<String, String> environment) {
        return Settings.read(App.COORDINATOR, environment, ConsoleSettings::check);
    }

    @Test
    void noneIsTakenAsItIsShown() {
        assertThat(ConsoleSettings.read(read(Map.of(
                        "TASKQ_CONSOLE_LOGS_URL", "none",
                        "TASKQ_CONSOLE_MASK", "none",
                        "TASKQ_CONSOLE_PROXY_PEERS", "none",
                        "TASKQ_CONSOLE_PROXY_HEADER", "none",
                        "TASKQ_CONSOLE_PROXY_ROLES", "none"))))
                .isEqualTo(ConsoleConfig.DEFAULTS)
                .isEqualTo(ConsoleSettings.read(read(Map.of())));
    }

    @ParameterizedTest
    @CsvSource({
        "TASKQ_CONSOLE_LOGS_URL, https://logs.example/{id}, 'none, or an address that begins with http://'",
        "TASKQ_CONSOLE_LOGS_URL, logs.example/{task_id}, 'none, or an address that begins with http://'",
        "TASKQ_CONSOLE_MASK, charge, 'none, or types with JSON pointers'"
    })
    void textThatCannotBeReadIsNamedWithWhatIsAllowed(String variable, String text, String allowed) {
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> read(Map.of(variable, text)))
                .satisfies(e -> assertThat(e.lines())
                        .singleElement()
                        .asString()
                        .contains(variable + " is \"" + text + "\", it must be " + allowed));
    }

    @ParameterizedTest
    @CsvSource({
        "proxy.example, X-User, *=read, TASKQ_CONSOLE_PROXY_PEERS is \"proxy.example\"",
        "10.0.0.7, X User, *=read, TASKQ_CONSOLE_PROXY_HEADER is \"X User\"",
        "10.0.0.7, X-User, *=root, TASKQ_CONSOLE_PROXY_ROLES is \"*=root\"",
        "10.0.0.7, none, *=read, TASKQ_CONSOLE_PROXY_HEADER is missing"
    })
    void partOfAProxyThatCannotBeReadIsNamed(String peers, String header, String roles, String said) {
        assertThatExceptionOfType(BadSettingsException.class)
                .isThrownBy(() -> read(Map.of(
                        "TASKQ_CONSOLE_PROXY_PEERS", peers,
                        "TASKQ_CONSOLE_PROXY_HEADER", header,
                        "TASKQ_CONSOLE_PROXY_ROLES", roles)))
                .satisfies(e -> assertThat(e.lines()).singleElement().asString().contains(said));
    }

    /** The settings are read where the console is not there, so they say it in words of their own. */
    @Test
    void settingOfTheLogsSaysWhatItsReaderAllows() {
        assertThat(AppSettings.CONSOLE_LOGS_URL.allowed()).isEqualTo("none, or " + LogsUrl.ALLOWED);
    }
}
