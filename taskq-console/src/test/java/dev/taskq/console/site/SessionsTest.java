package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.console.ConsoleConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final AtomicLong now = new AtomicLong();
    private final ConsoleConfig config = new ConsoleConfig(Duration.ofMinutes(30), Duration.ofHours(12), 3);
    private final Sessions sessions = new Sessions(config, now::get, new Secrets());

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void sessionEndsWithoutUseAndARefreshIsNone() {
        String id = sessions.begin("token");
        pass(Duration.ofMinutes(29));
        assertThat(sessions.find(id, true)).isPresent();
        pass(Duration.ofMinutes(29));
        assertThat(sessions.find(id, false)).isPresent();
        pass(Duration.ofMinutes(1));
        assertThat(sessions.find(id, false)).isEmpty();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void sessionEndsAfterItsLifetimeInAllUse() {
        String id = sessions.begin("token");
        for (int i = 0; i < 12 * 6 - 1; i++) {
            pass(Duration.ofMinutes(10));
            assertThat(sessions.find(id, true)).isPresent();
        }
        pass(Duration.ofMinutes(10));
        assertThat(sessions.find(id, true)).isEmpty();
    }

    @Test
    void theOneThatWasIdleForLongestGivesWay() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(sessions.begin("token"));
            pass(Duration.ofMinutes(1));
        }
        assertThat(sessions.find(ids.get(0), true)).isPresent();
        sessions.begin("token");
        assertThat(sessions.size()).isEqualTo(3);
        assertThat(sessions.find(ids.get(0), true)).isPresent();
        assertThat(sessions.find(ids.get(1), true)).isEmpty();
    }

    @Test
    void idsAndKeysAreLongAndDiffer() {
        String one = sessions.begin("token");
        String other = sessions.begin("token");
        assertThat(one).hasSize(43).isNotEqualTo(other);
        assertThat(sessions.find(one, true).orElseThrow().formKey())
                .hasSize(43)
                .isNotEqualTo(sessions.find(other, true).orElseThrow().formKey());
    }
}
