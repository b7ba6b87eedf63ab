package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How often an agent checks for time-outs. */
class TimekeeperTest {
    private final AgentFixture agent = new AgentFixture(2);
    private final Timekeeper timekeeper = new Timekeeper(agent.executions, execution -> {}, execution -> {});

    @Test
    void idleAgentChecksOnceASecondAndABusyOneTenTimes() {
        assertThat(timekeeper.round()).isEqualTo(Duration.ofSeconds(1));

        agent.claimed();

        assertThat(timekeeper.round()).isEqualTo(Duration.ofMillis(100));
    }

    /** Else an idle agent would find a time-out of 50 ms a second late. */
    @Test
    void taskWithAShortTimeoutWakesIt() {
        agent.claimed();
        assertThat(agent.timekeeperWakes.count()).isZero();

        agent.claimed(Duration.ofMillis(50));

        assertThat(agent.timekeeperWakes.count()).isOne();
    }
}
