package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.chaos.Harm.What;
import dev.taskq.chaos.Member.Lived;
import dev.taskq.chaos.Rows.SessionEnd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions of one agent that ended as lost. Its process lives, unless a test says otherwise. */
class SessionCheckTest {
    private static final String AGENT = "agent-1";
    private static final String OTHER = "agent-2";
    private static final long OPENED = 100 * Time.SECOND;

    private final List<FaultRecord> faults = new ArrayList<>();
    private final List<Lived> lives = new ArrayList<>();

    private void fault(FaultKind kind, String member, What what, double from, double to) {
        FaultRecord fault = new FaultRecord(faults.size() + 1, kind, at(from));
        fault.harm(new Harm(member, what, at(from), at(to)));
        faults.add(fault);
    }

    /** Seconds after the session was opened. */
    private static long at(double seconds) {
        return OPENED + (long) (seconds * Time.SECOND);
    }

    private boolean isRight(double endedAt) {
        if (lives.isEmpty()) {
            lives.add(new Lived(AGENT, AGENT + ".1", 1, OPENED - 1, Long.MAX_VALUE, Member.End.NONE));
        }
        SessionEnd end = new SessionEnd(3, AGENT, OPENED, at(endedAt), true);
        Evidence evidence = new Evidence(
                List.of(),
                Map.of(),
                new Rows(Map.of(), Map.of(), List.of(end), List.of(), Losses.NONE),
                Map.of(),
                faults,
                lives,
                Orders.NONE,
                List.of(),
                0);
        List<Violation> violations = new ArrayList<>();
        new SessionCheck(evidence, violations).check();
        return violations.isEmpty();
    }

    @Test
    void lostSessionOfALivingProcessIsFound() {
        assertThat(isRight(50)).isFalse();
    }

    @Test
    void lostSessionOfAKilledProcessIsRight() {
        lives.add(new Lived(AGENT, AGENT + ".1", 1, OPENED - 1, at(49), Member.End.KILLED));
        assertThat(isRight(50)).isTrue();
    }

    @Test
    void lostSessionOfAProcessThatWasFrozenForLessThanTheTimeOutIsFound() {
        fault(FaultKind.AGENT_FREEZE, AGENT, What.FROZEN, 0, 14);
        assertThat(isRight(11)).isTrue();
        assertThat(isRight(3)).isFalse();
    }

    @Test
    void sessionMayEndOnceItsConnectionsWereClosedForAMomentButNotAtOnceNorLongAfter() {
        fault(FaultKind.AGENT_BRIEF_CUT, AGENT, What.CUT, 20, 21);
        assertThat(isRight(20.9)).isTrue();
        assertThat(isRight(20.2)).isFalse();
        assertThat(isRight(27)).isFalse();
    }

    @Test
    void disturbanceAloneMustNotEndASession() {
        fault(FaultKind.MOST_SILENT, AGENT, What.DISTURBED, 20, 45);
        assertThat(isRight(40)).isFalse();
    }

    @Test
    void twoDisturbancesAtOneMemberMayEndItsSession() {
        fault(FaultKind.MOST_SILENT, AGENT, What.DISTURBED, 20, 45);
        fault(FaultKind.AGENT_DELAY, AGENT, What.DISTURBED, 45.038, 56);
        assertThat(isRight(46)).isTrue();
    }

    @Test
    void endBeforeTheSecondOfTwoDisturbancesOrLongAfterTheFirstIsFound() {
        fault(FaultKind.MOST_SILENT, AGENT, What.DISTURBED, 20, 45);
        fault(FaultKind.AGENT_DELAY, AGENT, What.DISTURBED, 45.038, 56);
        assertThat(isRight(45.03)).isFalse();
        assertThat(isRight(50.1)).isFalse();
    }

    @Test
    void disturbanceWhilePostgresTakesConnectionsAwayMayEndASession() {
        fault(FaultKind.AGENT_RESETS, AGENT, What.DISTURBED, 20, 28);
        faults.add(new FaultRecord(2, FaultKind.POSTGRES_CRASH, at(25)));
        assertThat(isRight(24)).isFalse();
        assertThat(isRight(26)).isTrue();
    }

    @Test
    void faultsOfPostgresAloneMustNotEndASession() {
        faults.add(new FaultRecord(1, FaultKind.POSTGRES_CRASH, at(20)));
        faults.add(new FaultRecord(2, FaultKind.TERMINATE_BACKENDS, at(22)));
        assertThat(isRight(26)).isFalse();
    }

    @Test
    void faultOfPostgresThatTakesNoConnectionsAwayIsNoExcuse() {
        fault(FaultKind.AGENT_RESETS, AGENT, What.DISTURBED, 20, 28);
        faults.add(new FaultRecord(2, FaultKind.ROW_LOCK, at(20)));
        assertThat(isRight(26)).isFalse();
    }

    @Test
    void faultAtAnotherMemberIsNoExcuse() {
        fault(FaultKind.AGENT_CUT, OTHER, What.CUT, 20, 28);
        assertThat(isRight(26)).isFalse();
        fault(FaultKind.AGENT_DELAY, AGENT, What.DISTURBED, 20, 28);
        assertThat(isRight(26)).isFalse();
        faults.add(new FaultRecord(3, FaultKind.REDIS_KILL, at(20)));
        assertThat(isRight(26)).isFalse();
    }
}
