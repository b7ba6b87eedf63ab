package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.StoreUnavailableException;
import dev.taskq.spi.HeartbeatAnswer;
import dev.taskq.spi.LeaseFacts;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.Sessions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When an agent sends the next heartbeat after one that has failed. */
class FailedHeartbeatTest {
    private final AgentFixture agent = new AgentFixture(1);
    private boolean fails;

    private Sessions sometimesAway() {
        return (Sessions) Proxy.newProxyInstance(
                Sessions.class.getClassLoader(), new Class<?>[] {Sessions.class}, (proxy, method, given) -> {
                    if (fails) {
                        throw new StoreUnavailableException(null);
                    }
                    return method.invoke(agent.store.sessions(), given);
                });
    }

    private void learnsThePeriod(Duration period) {
        Instant now = agent.store.now();
        LeaseFacts facts = new LeaseFacts(now, 1, Map.of(), period, false, AgentFixture.VALID);
        agent.state.learn(
                new HeartbeatAnswer(false, false, false, List.of(), List.of(), Map.of(), Optional.of(facts), now));
    }

    /** After a moment without the store it is heard of soon. A fleet does not crowd a store that stays away. */
    @ParameterizedTest
    @CsvSource({"500, 500, 500, 500", "1200, 500, 1000, 1200", "2000, 500, 1000, 2000", "20000, 5000, 10000, 20000"})
    void nextOneFollowsSoonAfterTheFirstFailureAndThenEachTimeLaterUpToThePeriod(
            int period, int first, int second, int third) {
        AgentHeartbeat heartbeat = new AgentHeartbeat(
                sometimesAway(),
                new NewSession(NewSession.Kind.AGENT, "test", "host", agent.handlers.types()),
                agent.state,
                agent.executions,
                () -> false);
        learnsThePeriod(Duration.ofMillis(period));

        for (int outage = 0; outage < 2; outage++) {
            fails = true;
            assertThat(heartbeat.round()).isEqualTo(Duration.ofMillis(first));
            assertThat(heartbeat.round()).isEqualTo(Duration.ofMillis(second));
            assertThat(heartbeat.round()).isEqualTo(Duration.ofMillis(third));
            assertThat(heartbeat.round()).isEqualTo(Duration.ofMillis(period));
            fails = false;
            assertThat(heartbeat.round()).isEqualTo(Duration.ofMillis(period));
        }
    }
}
