package dev.taskq.chaos;

import dev.taskq.chaos.Member.Lived;
import dev.taskq.chaos.Rows.SessionEnd;
import java.util.List;

/**
 * Checks that living processes are not ended: a session that was found dead belonged to a process that was killed,
 * frozen or cut off.
 */
final class SessionCheck {
    /** The shortest silence after which a member may be found dead. The bound is 10 s. */
    private static final long SILENCE = 8 * Time.SECOND;

    /** The shortest time without connections after which a member may be found dead. The bound is 700 ms. */
    private static final long CUT = Time.SECOND / 2;

    /** An end may be written a moment after it was decided. */
    private static final long LATE = 5 * Time.SECOND;

    /** The harness notices the end of a process later than Postgres does. */
    private static final long NOTICED_LATE = 2 * Time.SECOND;

    private final Evidence evidence;
    private final List<Violation> violations;

    SessionCheck(Evidence evidence, List<Violation> violations) {
        this.evidence = evidence;
        this.violations = violations;
    }

    void check() {
        for (SessionEnd end : evidence.rows().sessionEnds()) {
            if (end.lost() && !wasDead(end) && !wasHarmed(end)) {
                violations.add(new Violation(
                        "living processes are not ended",
                        0,
                        "session " + end.session() + " of " + end.member() + " was ended as lost at "
                                + Time.instant(end.endedAt())));
            }
        }
    }

    private boolean wasDead(SessionEnd end) {
        return evidence.lives().stream()
                .filter(life -> life.member().equals(end.member()))
                .filter(life -> life.startedAt() <= end.openedAt() && end.openedAt() <= life.endedAt())
                .anyMatch(life -> isAfter(life, end));
    }

    private static boolean isAfter(Lived life, SessionEnd end) {
        return life.end() != Member.End.NONE && end.endedAt() > life.endedAt() - NOTICED_LATE;
    }

    private boolean wasHarmed(SessionEnd end) {
        return evidence.faults().stream()
                .flatMap(fault -> fault.harms().stream())
                .filter(harm -> harm.member().equals(end.member()))
                .anyMatch(harm -> end.endedAt() >= harm.from() + least(harm) && end.endedAt() <= harm.to() + LATE);
    }

    private static long least(Harm harm) {
        return switch (harm.what()) {
            case KILLED -> 0;
            case FROZEN, SILENT -> SILENCE;
            case CUT -> CUT;
        };
    }
}
