package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.StoreUnavailableException;
import dev.taskq.Task;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.SessionReading;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The progress that travels with heartbeats. */
class AgentHeartbeatTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    private final AgentFixture agent = new AgentFixture(4);
    private final FaultySessions sessions = new FaultySessions(agent.store.sessions());
    private final AgentHeartbeat heartbeat = new AgentHeartbeat(
            sessions,
            new NewSession(NewSession.Kind.AGENT, "test", "host", agent.handlers.types()),
            agent.state,
            agent.executions,
            () -> false);

    private Optional<Task.Progress> shown(Execution execution) {
        return agent.task(execution.taskId()).progress();
    }

    private Optional<Double> fraction(Execution execution) {
        return shown(execution).map(Task.Progress::fraction);
    }

    @Test
    void heartbeatWithoutProgressIsFollowedByNoStatement() {
        agent.claimed();

        heartbeat.round();

        assertThat(sessions.reports).isEmpty();
    }

    @Test
    void newestProgressIsStoredAfterAHeartbeatAndOnlyOnce() {
        Execution execution = agent.claimed();
        Execution other = agent.claimed();
        execution.progress(0.1, "1 of 10");
        execution.progress(0.4, "4 of 10");
        other.progress(1, "");

        heartbeat.round();
        agent.platform.pass(A_SECOND);
        heartbeat.round();
        execution.progress(0.4, "4 of 10");
        heartbeat.round();

        assertThat(sessions.reports)
                .singleElement()
                .satisfies(report -> assertThat(report).hasSize(2));
        assertThat(shown(execution).orElseThrow().note()).contains("4 of 10");
        assertThat(fraction(execution)).contains(0.4);
        assertThat(shown(other).orElseThrow().note()).isEmpty();
    }

    @Test
    void progressIsStoredAtMostOnceASecond() {
        Execution execution = agent.claimed();
        execution.progress(0.1, "");
        heartbeat.round();
        execution.progress(0.2, "");

        agent.platform.pass(A_SECOND.minusMillis(1));
        heartbeat.round();
        assertThat(fraction(execution)).contains(0.1);

        agent.platform.pass(Duration.ofMillis(1));
        heartbeat.round();
        assertThat(fraction(execution)).contains(0.2);
    }

    @Test
    void progressThatCannotBeStoredFailsNoHeartbeatAndIsSentAgain() {
        Execution execution = agent.claimed();
        execution.progress(0.5, "");
        sessions.faults.failBeforeNext(new StoreUnavailableException(null));

        heartbeat.round();

        assertThat(agent.state.isHeartbeatWorking()).isTrue();
        assertThat(fraction(execution)).isEmpty();
        heartbeat.round();
        assertThat(fraction(execution)).contains(0.5);
    }

    @Test
    void progressOfALostOrReportedAttemptIsNotSent() {
        Execution lost = agent.claimed();
        Execution sent = agent.claimed();
        lost.progress(0.5, "");
        sent.progress(0.5, "");
        lost.stop(Execution.StopReason.LOST);
        sent.markSent();

        heartbeat.round();

        assertThat(sessions.reports).isEmpty();
    }

    @Test
    void fractionMustBeFromZeroToOne() {
        Execution execution = agent.claimed();
        for (double fraction : List.of(-0.01, 1.01, 40.0, Double.NaN, Double.POSITIVE_INFINITY)) {
            assertThatThrownBy(() -> execution.progress(fraction, "")).isInstanceOf(IllegalArgumentException.class);
        }
        execution.progress(0, "");
        execution.progress(1, "");
    }

    /** A text that the database refuses would fail the progress of all tasks of the agent. */
    @Test
    void noteIsCutAndKeepsNoCharacterThatTheStoreRefuses() {
        Execution execution = agent.claimed();
        execution.progress(0.5, "\u0000\uD800" + "n".repeat(300));

        heartbeat.round();

        assertThat(shown(execution).orElseThrow().note()).contains("n".repeat(Task.Progress.LONGEST_NOTE));
    }

    private boolean isShownAsDraining() {
        return agent.store.inspections().sessions().sessions().stream()
                .filter(reading -> reading.id() == agent.state.session())
                .anyMatch(SessionReading::draining);
    }

    @Test
    void agentThatIsAskedToDrainTakesNoMoreAndKeepsWhatItHolds() {
        Execution execution = agent.claimed();
        heartbeat.round();
        assertThat(agent.state.mayTake()).isTrue();

        sessions.drain(agent.state.session());
        heartbeat.round();

        assertThat(agent.state.isDraining()).isTrue();
        assertThat(agent.state.mayTake()).isFalse();
        assertThat(execution.isHeld()).isTrue();
    }

    /** It is the agent that was asked, and not its session. */
    @Test
    void agentThatDrainsDoesSoUnderANewSessionTooAndIsShownSo() {
        sessions.drain(agent.state.session());
        heartbeat.round();
        long before = agent.state.session();
        agent.loseSession();
        heartbeat.round();
        heartbeat.round();
        assertThat(agent.state.session()).isNotEqualTo(before);
        assertThat(agent.state.mayTake()).isFalse();
        assertThat(isShownAsDraining()).isTrue();
    }

    /** It was cut off while it was asked, and for so long that its session was ended. */
    @Test
    void agentWhoseSessionEndsBeforeItLearnsOfTheRequestDrains() {
        heartbeat.round();
        long before = agent.state.session();
        sessions.drain(before);
        agent.loseSession();

        heartbeat.round();
        assertThat(agent.state.isDraining()).isTrue();
        heartbeat.round();

        assertThat(agent.state.session()).isNotEqualTo(before);
        assertThat(agent.state.isHeartbeatWorking()).isTrue();
        assertThat(agent.state.mayTake()).isFalse();
        assertThat(isShownAsDraining()).isTrue();
    }
}
