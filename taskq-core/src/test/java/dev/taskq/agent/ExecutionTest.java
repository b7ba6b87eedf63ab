package dev.taskq.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.agent.Execution.StopReason;
import dev.taskq.platform.Platform.Worker;
import dev.taskq.spi.Held;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One claimed task: who ends it, and whether its thread may be interrupted for it. */
class ExecutionTest {
    private final AgentFixture agent = new AgentFixture(4);
    private final Execution execution = agent.execution(7);
    private final RecordingWorker thread = new RecordingWorker();

    private static final class RecordingWorker implements Worker {
        private int interrupts;

        @Override
        public void interrupt() {
            interrupts++;
        }

        @Override
        public boolean join(Duration longest) {
            return false;
        }

        @Override
        public List<StackTraceElement> stack() {
            return List.of(new StackTraceElement("com.example.Handler", "handle", "Handler.java", 1));
        }
    }

    @Test
    void endIsDecidedOnce() {
        assertThat(execution.isDecided()).isFalse();
        assertThat(execution.decide()).isTrue();
        assertThat(execution.decide()).isFalse();
        assertThat(execution.isDecided()).isTrue();
    }

    @Test
    void slotIsVacatedOnce() {
        assertThat(execution.vacate()).isTrue();
        assertThat(execution.vacate()).isFalse();
    }

    @Test
    void stopInterruptsTheThreadThatRunsIt() {
        execution.begin(thread);

        execution.stop(StopReason.TIMED_OUT);

        assertThat(thread.interrupts).isEqualTo(1);
        assertThat(execution.isCancelled()).isTrue();
    }

    @Test
    void firstReasonToStopCountsAndInterruptsOnce() {
        execution.begin(thread);

        execution.stop(StopReason.CANCELLED);
        execution.stop(StopReason.STOPPING);

        assertThat(execution.stopReason()).contains(StopReason.CANCELLED);
        assertThat(thread.interrupts).isEqualTo(1);
    }

    @Test
    void whatWasStoppedBeforeItBeganDoesNotBegin() {
        execution.stop(StopReason.LOST);

        assertThat(execution.begin(thread)).isFalse();
        assertThat(thread.interrupts).isZero();
    }

    @Test
    void whatWasDecidedBeforeItBeganDoesNotBegin() {
        execution.decide();

        assertThat(execution.begin(thread)).isFalse();
    }

    /** The thread may run another task by then. */
    @Test
    void threadIsNotInterruptedOnceItHasLeft() {
        execution.begin(thread);
        assertThat(execution.leave()).isTrue();

        execution.stop(StopReason.TIMED_OUT);

        assertThat(thread.interrupts).isZero();
        assertThat(execution.leave()).isFalse();
    }

    @Test
    void runsFromItsBeginUntilItsThreadHasLeft() {
        assertThat(execution.isRunning()).isFalse();
        execution.begin(thread);
        assertThat(execution.isRunning()).isTrue();
        execution.leave();
        assertThat(execution.isRunning()).isFalse();
    }

    @Test
    void threadThatIsWrittenOffDoesNotCountAsRunning() {
        execution.begin(thread);

        execution.vacate();

        assertThat(execution.isRunning()).isFalse();
    }

    @Test
    void stackIsThatOfTheThreadThatRunsIt() {
        assertThat(execution.stack()).isEmpty();
        execution.begin(thread);
        assertThat(execution.stack())
                .singleElement()
                .satisfies(frame -> assertThat(frame.getMethodName()).isEqualTo("handle"));
    }

    @Test
    void heartbeatsSpeakOfItUntilItsCompletionIsSent() {
        assertThat(execution.isHeld()).isTrue();
        assertThat(execution.held()).isEqualTo(new Held(7, execution.holder().token()));

        execution.markSent();

        assertThat(execution.isHeld()).isFalse();
    }

    @Test
    void heartbeatsDoNotSpeakOfWhatWasLost() {
        execution.stop(StopReason.LOST);

        assertThat(execution.isHeld()).isFalse();
    }

    @Test
    void heartbeatsSpeakOfWhatIsOnlyAskedToStop() {
        execution.stop(StopReason.CANCELLED);

        assertThat(execution.isHeld()).isTrue();
    }

    @Test
    void endThatCouldNotBeHandedOverIsTakenOnce() {
        assertThat(execution.takeUnreported()).isFalse();
        execution.markUnreported();
        assertThat(execution.takeUnreported()).isTrue();
        assertThat(execution.takeUnreported()).isFalse();
    }

    @Test
    void remainingTimeEndsAtZero() {
        agent.platform.pass(AgentFixture.TIMEOUT.minusSeconds(1));
        assertThat(execution.remaining()).isEqualTo(Duration.ofSeconds(1));
        assertThat(execution.deadline().remaining()).isEqualTo(Duration.ofSeconds(1));

        agent.platform.pass(Duration.ofSeconds(3));

        assertThat(execution.remaining()).isZero();
        assertThat(execution.deadline().overdue()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void handlerIsToldWhichTaskItRuns() {
        assertThat(execution.taskId()).isEqualTo(7);
        assertThat(execution.attempt()).isEqualTo(1);
        assertThat(execution.correlationId()).isEqualTo("correlation");
        assertThat(execution.traceparent()).isEmpty();
        assertThat(execution.isCancelled()).isFalse();
    }

    @Test
    void timeSinceItWasDueGoesOnAfterTheClaim() {
        Execution claimed = agent.claimed();

        agent.platform.pass(Duration.ofSeconds(5));

        assertThat(claimed.sinceDue()).isEqualTo(Duration.ofSeconds(5));
    }
}
