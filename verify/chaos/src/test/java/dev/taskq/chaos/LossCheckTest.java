package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Losses.Attempt;
import dev.taskq.chaos.Losses.Opening;
import dev.taskq.chaos.Rows.SessionEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent that was cut off for a second and came back at once under another session, and a task that was lost with the first. */
class LossCheckTest {
    private static final String AGENT = "agent-1";
    private static final long CUT = 100 * Time.SECOND;
    private static final long FIRST = 3;
    private static final long SECOND = 8;
    private static final long PROCESS = 77;
    private static final String KIND = "agent";

    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<SessionEnd> ends = new ArrayList<>();
    private final List<Opening> openings = new ArrayList<>(List.of(new Opening(FIRST, PROCESS, KIND, at(-50))));

    /** Seconds after the cut began. */
    private static long at(double seconds) {
        return CUT + (long) (seconds * Time.SECOND);
    }

    private void comesBack(double seconds) {
        openings.add(new Opening(SECOND, PROCESS, KIND, at(seconds)));
    }

    private boolean isRight(boolean counts, double finalAt) {
        return isRight(counts, 0.9, finalAt);
    }

    private boolean isRight(boolean counts, double lostAt, double finalAt) {
        ends.add(new SessionEnd(FIRST, AGENT, at(-50), at(0.8), true));
        Losses losses = new Losses(openings, List.of(new Attempt(5, FIRST, counts, at(lostAt), at(finalAt))));
        Evidence evidence = new Evidence(
                List.of(),
                Map.of(),
                new Rows(Map.of(), Map.of(), ends, List.of(), losses),
                Map.of(),
                faults,
                List.of(),
                Orders.NONE,
                List.of(),
                0);
        List<Violation> violations = new ArrayList<>();
        new LossCheck(evidence, violations).check();
        return violations.isEmpty();
    }

    @Test
    void lossThatStillCountsLongAfterTheReturnIsFound() {
        comesBack(1.2);
        assertThat(isRight(true, 20)).isFalse();
    }

    @Test
    void lossThatWasTakenBackIsRight() {
        comesBack(1.2);
        assertThat(isRight(false, 20)).isTrue();
    }

    @Test
    void lossOfATaskThatWasFinalSoonCounts() {
        comesBack(1.2);
        assertThat(isRight(true, 3)).isTrue();
    }

    /** On a busy machine the leader may take a task back after its agent has come back. */
    @Test
    void lossThatWasWrittenAfterTheReturnCountsIfItsTaskWasFinalSoonAfterThat() {
        comesBack(1.2);
        assertThat(isRight(true, 18, 20)).isTrue();
        assertThat(isRight(true, 18, 60)).isFalse();
    }

    @Test
    void lossOfAProcessThatDidNotComeBackCounts() {
        openings.add(new Opening(SECOND, PROCESS + 1, KIND, at(1.2)));
        openings.add(new Opening(SECOND + 1, PROCESS, "coordinator", at(1.2)));
        assertThat(isRight(true, 20)).isTrue();
    }

    @Test
    void lossOfAProcessThatCameBackLateCounts() {
        comesBack(40);
        assertThat(isRight(true, 60)).isTrue();
    }

    @Test
    void lossCountsIfTheNewSessionEndedAtOnce() {
        comesBack(1.2);
        ends.add(new SessionEnd(SECOND, AGENT, at(1.2), at(3), false));
        assertThat(isRight(true, 20)).isTrue();
    }

    @Test
    void sessionAfterOneThatEndedAtOnceIsAReturnToo() {
        comesBack(1.2);
        ends.add(new SessionEnd(SECOND, AGENT, at(1.2), at(3), true));
        openings.add(new Opening(SECOND + 1, PROCESS, KIND, at(3.5)));
        assertThat(isRight(true, 20)).isFalse();
    }

    @Test
    void lossCountsIfTheNewSessionSentNoHeartbeat() {
        openings.add(new Opening(SECOND, PROCESS, KIND, Long.MAX_VALUE));
        assertThat(isRight(true, 20)).isTrue();
    }

    @Test
    void lossCountsIfTheNewSessionEndedWithoutAHeartbeat() {
        openings.add(new Opening(SECOND, PROCESS, KIND, Long.MAX_VALUE));
        ends.add(new SessionEnd(SECOND, AGENT, at(1.2), at(12), true));
        assertThat(isRight(true, 20)).isTrue();
    }

    @Test
    void sessionAfterOneThatSentNoHeartbeatIsAReturnToo() {
        openings.add(new Opening(SECOND, PROCESS, KIND, Long.MAX_VALUE));
        openings.add(new Opening(SECOND + 1, PROCESS, KIND, at(3.5)));
        assertThat(isRight(true, 20)).isFalse();
    }

    @Test
    void leaderMayBeHeldUpByFaults() {
        comesBack(1.2);
        faults.add(new FaultRecord(1, FaultKind.ROW_LOCK, at(4)));
        assertThat(isRight(true, 20)).isTrue();
    }

    @Test
    void faultOfAgentsIsNoExcuse() {
        comesBack(1.2);
        faults.add(new FaultRecord(1, FaultKind.AGENT_BRIEF_CUT, at(0)));
        assertThat(isRight(true, 20)).isFalse();
    }

    @Test
    void faultLongAfterTheReturnIsNoExcuse() {
        comesBack(1.2);
        faults.add(new FaultRecord(1, FaultKind.ROW_LOCK, at(7)));
        assertThat(isRight(true, 20)).isFalse();
    }
}
