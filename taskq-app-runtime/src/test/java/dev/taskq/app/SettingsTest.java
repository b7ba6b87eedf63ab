package dev.taskq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.Preset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
    /** Pins every name and every default, so that a change is noticed. */
    @Test
    void namesAndDefaultsAreThese() {
        String all = AppSettings.ALL.stream()
                .map(setting -> setting.variable() + "=" + setting.byDefault().orElse("(required)"))
                .collect(Collectors.joining("\n"));

        assertThat(all).isEqualTo("""
                        TASKQ_POSTGRES_URL=jdbc:postgresql://localhost:5432/taskq
                        TASKQ_POSTGRES_USER=taskq
                        TASKQ_POSTGRES_PASSWORD=
                        TASKQ_POSTGRES_POOL=8
                        TASKQ_POSTGRES_POOL=4
                        TASKQ_POSTGRES_HEARTBEAT_CONNECTION=true
                        TASKQ_POSTGRES_STARTUP_OPTIONS=true
                        TASKQ_POSTGRES_SYNCHRONOUS_CLAIMS=false
                        TASKQ_REDIS_URL=none
                        TASKQ_REDIS_PREFIX=taskq
                        TASKQ_HTTP_HOST=0.0.0.0
                        TASKQ_HTTP_PORT=8080
                        TASKQ_HTTP_PORT=8081
                        TASKQ_HTTP_INTERNAL_PORT=none
                        TASKQ_HTTP_INTERNAL_TOKEN=false
                        TASKQ_HTTP_CORS_ORIGINS=none
                        TASKQ_CONSOLE_ENABLED=true
                        TASKQ_CONSOLE_IDLE_TIMEOUT=30m
                        TASKQ_CONSOLE_LIFETIME=12h
                        TASKQ_CONSOLE_LOGS_URL=none
                        TASKQ_CONSOLE_MASK=none
                        TASKQ_CONSOLE_PROXY_PEERS=none
                        TASKQ_CONSOLE_PROXY_HEADER=none
                        TASKQ_CONSOLE_PROXY_ROLES=none
                        TASKQ_GRPC_PORT=none
                        TASKQ_HTTP_CONNECTIONS=0
                        TASKQ_HTTP_HEADER_TIMEOUT=10s
                        TASKQ_HTTP_BODY_TIMEOUT=30s
                        TASKQ_HTTP_IDLE_TIMEOUT=5m
                        TASKQ_TOKENS_FILE=
                        TASKQ_TOKENS=
                        TASKQ_PARAMS_MAX_BYTES=262144
                        TASKQ_TYPES_PER_CALLER=1000
                        TASKQ_SCHEDULES_PER_CALLER=1000
                        TASKQ_BACKLOG_LIMIT=1000000
                        TASKQ_RETENTION=7d
                        TASKQ_RETENTION_FAILED=30d
                        TASKQ_LEADER_CANDIDATE=true
                        TASKQ_GRACE=20s
                        TASKQ_AGENT_SLOTS=64
                        TASKQ_AGENT_MEMORY=auto
                        TASKQ_AGENT_GRACE=20s
                        TASKQ_AGENT_VERSION=
                        TASKQ_AGENT_STACK_TRACES=true
                        TASKQ_PLUGINS_DIR=
                        TASKQ_PRESET=fast-recovery
                        TASKQ_NAME=
                        TASKQ_LOG_LEVEL=INFO
                        TASKQ_LOG_TASKS_PER_SECOND=100
                        OBSERVABILITY_ENABLED=true""");
    }

    @Test
    void valuesAreReadByTheirKind() {
        Settings settings = Settings.read(
                App.COORDINATOR,
                Map.of(
                        "TASKQ_HTTP_PORT", " 9000 ",
                        "TASKQ_GRACE", "1m",
                        "TASKQ_LEADER_CANDIDATE", "false",
                        "TASKQ_PRESET", "frugal",
                        "TASKQ_REDIS_URL", "redis://localhost:6379",
                        "TASKQ_NAME", ""));

        assertThat(settings.get(AppSettings.COORDINATOR_HTTP_PORT)).isEqualTo(9000);
        assertThat(settings.get(AppSettings.COORDINATOR_GRACE)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.get(AppSettings.LEADER_CANDIDATE)).isFalse();
        assertThat(settings.get(AppSettings.PRESET)).isEqualTo(Preset.FRUGAL);
        assertThat(settings.get(AppSettings.REDIS_URL)).isPresent();
        assertThat(settings.get(AppSettings.NAME)).isEmpty();
    }

    @Test
    void eachApplicationHasItsOwnDefaults() {
        assertThat(Settings.read(App.AGENT, Map.of()).get(AppSettings.AGENT_POSTGRES_POOL))
                .isEqualTo(4);
        assertThat(Settings.read(App.COORDINATOR, Map.of()).get(AppSettings.COORDINATOR_POSTGRES_POOL))
                .isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "TASKQ_HTTP_PORT, abc, a whole number from 0 to 65535",
        "TASKQ_HTTP_PORT, 65536, a whole number from 0 to 65535",
        "TASKQ_HTTP_PORT, -1, a whole number from 0 to 65535",
        "TASKQ_HTTP_PORT, 80.5, a whole number from 0 to 65535",
        "TASKQ_HTTP_PORT, 99999999999, a whole number from 0 to 65535",
        "TASKQ_HTTP_CORS_ORIGINS, shop.example, origins like https://shop.example",
        "TASKQ_HTTP_CORS_ORIGINS, https://shop.example/, origins like https://shop.example",
        "TASKQ_HTTP_CORS_ORIGINS, '*,https://shop.example', origins like https://shop.example",
        "TASKQ_HTTP_CORS_ORIGINS, 'https://shop.example,', origins like https://shop.example",
        "TASKQ_POSTGRES_URL, postgres://db/taskq, jdbc:postgresql:",
        "TASKQ_POSTGRES_URL, jdbc:postgresql://:::::/x, jdbc:postgresql:",
        "TASKQ_POSTGRES_URL, jdbc:postgresql://db:port/x, jdbc:postgresql:",
        "TASKQ_POSTGRES_POOL, 0, a whole number from 1 to 1000",
        "TASKQ_LEADER_CANDIDATE, yes, true or false",
        "TASKQ_GRACE, 20, a duration from 1s to 1h",
        "TASKQ_GRACE, 0s, a duration from 1s to 1h",
        "TASKQ_GRACE, P1M, a duration from 1s to 1h",
        "TASKQ_LOG_LEVEL, LOUD, 'one of ERROR, WARN, INFO, DEBUG, TRACE'",
        "TASKQ_PRESET, thrifty, 'one of fast-recovery, frugal'",
        "TASKQ_PRESET, FRUGAL, 'one of fast-recovery, frugal'",
        "TASKQ_REDIS_PREFIX, A B, 1 to 64 characters",
        "TASKQ_NAME, a b, printable ASCII characters without spaces",
        "TASKQ_PARAMS_MAX_BYTES, 1, a whole number from 2 to 16777216",
        "OBSERVABILITY_ENABLED, 1, true or false"
    })
    void valueThatIsNotAllowedIsNamedWithWhatIs(String variable, String value, String allowed) {
        assertThatThrownBy(() -> Settings.read(App.COORDINATOR, Map.of(variable, value)))
                .isInstanceOfSatisfying(
                        BadSettingsException.class,
                        e -> assertThat(e.lines())
                                .singleElement()
                                .asString()
                                .contains(variable + " is \"" + value + "\", it must be ")
                                .contains(allowed));
    }

    @Test
    void allBadValuesAreNamedAtOnce() {
        assertThatThrownBy(() -> Settings.read(App.AGENT, Map.of("TASKQ_AGENT_SLOTS", "0", "TASKQ_HTTP_PORT", "x")))
                .isInstanceOfSatisfying(
                        BadSettingsException.class, e -> assertThat(e.lines()).hasSize(2));
    }

    @Test
    void secretsAreNeverShown() {
        Map<String, String> environment = Map.of(
                "TASKQ_POSTGRES_URL", "jdbc:postgresql://db/taskq?password=hunter2",
                "TASKQ_POSTGRES_PASSWORD", "hunter2",
                "TASKQ_REDIS_URL", "redis://user:hunter2@localhost",
                "TASKQ_TOKENS", "hunter2");

        assertThat(Settings.read(App.COORDINATOR, environment).shown().toString())
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> Settings.read(App.COORDINATOR, Map.of("TASKQ_REDIS_URL", "rabbit://:hunter2@x")))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("TASKQ_REDIS_URL")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void furtherCheckIsToldTogetherWithTheOtherMistakes() {
        assertThatThrownBy(() -> Settings.read(
                        App.COORDINATOR,
                        Map.of("TASKQ_HTTP_PORT", "80a", "TASKQ_TOKENS", "some"),
                        readable -> List.of("the tokens are " + readable.get(AppSettings.TOKENS))))
                .isInstanceOfSatisfying(
                        BadSettingsException.class,
                        e -> assertThat(e.lines()).hasSize(2).contains("the tokens are some"));
    }

    @Test
    void unknownVariableIsWarnedOfWithTheNearestName() {
        Settings settings = Settings.read(
                App.COORDINATOR,
                Map.of("TASKQ_POSTGRESS_URL", "x", "TASKQ_PORT", "1", "TASKQ_TEST_POSTGRES_URL", "x", "OTHER", "x"));

        assertThat(settings.warnings())
                .containsExactly(
                        "TASKQ_PORT is not a setting of taskq, the nearest is TASKQ_HTTP_PORT",
                        "TASKQ_POSTGRESS_URL is not a setting of taskq, the nearest is TASKQ_POSTGRES_URL");
    }

    @Test
    void settingOfTheOtherApplicationIsNoMistake() {
        assertThat(Settings.read(App.COORDINATOR, Map.of("TASKQ_AGENT_SLOTS", "not looked at"))
                        .warnings())
                .isEmpty();
    }
}
