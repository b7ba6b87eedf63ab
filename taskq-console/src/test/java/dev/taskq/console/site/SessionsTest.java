package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.console.ConsoleConfig;
import dev.taskq.console.Masks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private final AtomicLong now = new AtomicLong();
    private final ConsoleConfig config = new ConsoleConfig(
            Duration.ofMinutes(30),
            Duration.ofHours(12),
            3,
            Optional.empty(),
            Masks.NONE,
            Optional.empty(),
            Optional.empty());
    private final Sessions sessions = new Sessions(config, now::get, new Secrets());

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void sessionEndsWithoutUseAndARefreshIsNone() {
        String id = sessions.begin("shop", "token").id();
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
        String id = sessions.begin("shop", "token").id();
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
            ids.add(sessions.begin("shop", "token").id());
            pass(Duration.ofMinutes(1));
        }
        assertThat(sessions.find(ids.get(0), true)).isPresent();
        sessions.begin("shop", "token");
        assertThat(sessions.size()).isEqualTo(3);
        assertThat(sessions.find(ids.get(0), true)).isPresent();
        assertThat(sessions.find(ids.get(1), true)).isEmpty();
    }

    @Test
    void aCallerThatSignsInAgainAndAgainEndsItsOwnSessionsOnly() {
        Sessions many = new Sessions(ConsoleConfig.DEFAULTS, now::get, new Secrets());
        String other = many.begin("operator", "token of the operator").id();
        List<String> own = new ArrayList<>();
        for (int i = 0; i < ConsoleConfig.DEFAULTS.sessions() + 1; i++) {
            pass(Duration.ofMillis(1));
            own.add(many.begin("shop", "token of the shop").id());
        }
        assertThat(many.size()).isEqualTo(1 + Sessions.MOST_OF_CALLER);
        assertThat(many.find(other, true)).isPresent();
        assertThat(many.find(own.getLast(), true)).isPresent();
        assertThat(many.find(own.get(own.size() - Sessions.MOST_OF_CALLER - 1), true))
                .isEmpty();
    }

    @Test
    void idsAndKeysAreLongAndDiffer() {
        String one = sessions.begin("shop", "token").id();
        String other = sessions.begin("shop", "token").id();
        assertThat(one).hasSize(43).isNotEqualTo(other);
        assertThat(sessions.find(one, true).orElseThrow().formKey())
                .hasSize(43)
                .isNotEqualTo(sessions.find(other, true).orElseThrow().formKey());
    }

    @Test
    void personWhoIsIntroducedHasOneSessionWhichNoCookieNames() {
        Session session = sessions.ofIntroduced("alice");
        assertThat(sessions.ofIntroduced("alice")).isSameAs(session);
        assertThat(sessions.ofIntroduced("bob").formKey()).hasSize(43).isNotEqualTo(session.formKey());
        assertThat(session.token()).isEmpty();
        assertThat(sessions.size()).isEqualTo(2);
        pass(Duration.ofHours(12));
        assertThat(sessions.ofIntroduced("alice")).isSameAs(session);
        assertThat(new Sessions(config, now::get, new Secrets())
                        .ofIntroduced("alice")
                        .formKey())
                .as("the key in another process")
                .isNotEqualTo(session.formKey());
    }

    @Test
    void personsWhoAreIntroducedEndNoOtherSessionAndNoKeyOfAForm() {
        String id = sessions.begin("shop", "token").id();
        String key = sessions.ofIntroduced("alice").formKey();
        for (int i = 0; i < 10; i++) {
            sessions.ofIntroduced("person-" + i);
        }
        assertThat(sessions.size()).as("one with a token, and three without").isEqualTo(1 + 3);
        assertThat(sessions.find(id, true)).isPresent();
        assertThat(sessions.ofIntroduced("alice").formKey()).isEqualTo(key);
    }

    @Test
    void theOneWithoutARequestForLongestIsForgotten() {
        Session alice = sessions.ofIntroduced("alice");
        Session bob = sessions.ofIntroduced("bob");
        sessions.ofIntroduced("carol");
        assertThat(sessions.ofIntroduced("alice")).isSameAs(alice);
        sessions.ofIntroduced("dave");
        assertThat(sessions.ofIntroduced("alice")).isSameAs(alice);
        assertThat(sessions.ofIntroduced("bob")).isNotSameAs(bob);
    }
}
