package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PostgresConfigTest {
    private static final PostgresConfig CONFIG =
            PostgresConfig.of("jdbc:postgresql://localhost/db?password=hidden", "role", "secret");

    @Test
    void passwordIsNeverShown() {
        assertThat(CONFIG.toString()).contains("role").doesNotContain("secret").doesNotContain("hidden");
    }

    @Test
    void defaultsAreThese() {
        assertThat(CONFIG.poolSize()).isEqualTo(8);
        assertThat(CONFIG.applicationName()).isEqualTo("taskq");
        assertThat(CONFIG.synchronousClaims()).isFalse();
        assertThat(CONFIG.ownHeartbeatConnection()).isTrue();
        assertThat(CONFIG.startupOptions()).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // the value of a variable that is not set
    void whatIsMissingIsNamed() {
        String url = "jdbc:postgresql://localhost/db";
        assertThatThrownBy(() -> PostgresConfig.of(null, "role", "secret")).hasMessage("the URL is missing");
        assertThatThrownBy(() -> PostgresConfig.of(url, null, "secret")).hasMessage("the user is missing");
        assertThatThrownBy(() -> PostgresConfig.of(url, "role", null)).hasMessage("the password is missing");
    }

    @Test
    void whatCannotWorkIsRefused() {
        assertThatThrownBy(() -> PostgresConfig.of("jdbc:mysql://localhost/db", "role", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PostgresConfig.of("jdbc:postgresql://localhost/db", "", ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CONFIG.withPoolSize(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CONFIG.withApplicationName("")).isInstanceOf(IllegalArgumentException.class);
    }
}
