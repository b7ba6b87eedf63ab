package dev.taskq.chaos;

import dev.taskq.chaos.Member.Lived;
import dev.taskq.chaos.Rows.SessionEnd;
import java.util.List;

/**
 * Checks that living processes are not ended: a session that was found dead belonged to a process that was killed,
 * frozen or cut off.
 *
 * <p>A disturbance alone must not end a session. Two faults together may: for example, packets are late while a member makes
 * its connections anew after a silence, so that for a second Postgres cannot tell it from one that was killed. So an end is
 * excused while two faults are felt by the member, of which one is its own and the other is its own or one of Postgres.
 */
final class SessionCheck {
    /** The shortest silence after which a member may be found dead. The bound is 10 s. */
    private static final long SILENCE = 8 * Time.SECOND;

    /** The shortest time without connections after which a member may be found dead. The bound is 700 ms. */
    private static final long CUT = Time.SECOND / 2;

    /** An end may be written a moment after it was decided, and a member may need a moment to make its connections anew. */
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
            if (end.lost() && !wasDead(end) && !wasHarmed(end) && !feltTwoFaults(end)) {
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
                .filter(harm -> harm.what() != Harm.What.DISTURBED)
                .anyMatch(harm -> isFelt(harm.from() + least(harm), harm.to(), end.endedAt()));
    }

    private static long least(Harm harm) {
        return switch (harm.what()) {
            case KILLED, DISTURBED -> 0;
            case FROZEN, SILENT -> SILENCE;
            case CUT -> CUT;
        };
    }

    private boolean feltTwoFaults(SessionEnd end) {
        long own = evidence.faults().stream()
                .filter(fault -> isFeltByMember(fault, end))
                .count();
        long all = evidence.faults().stream()
                .filter(fault -> isFeltByMember(fault, end) || isFeltByAll(fault, end))
                .count();
        return own > 0 && all > 1;
    }

    private static boolean isFeltByMember(FaultRecord fault, SessionEnd end) {
        return fault.harms().stream()
                .filter(harm -> harm.member().equals(end.member()))
                .anyMatch(harm -> isFelt(harm.from(), harm.to(), end.endedAt()));
    }

    private static boolean isFeltByAll(FaultRecord fault, SessionEnd end) {
        return fault.kind().takesConnections() && isFelt(fault.startedAt(), fault.endedAt(), end.endedAt());
    }

    private static boolean isFelt(long from, long to, long at) {
        return from <= at && at - LATE <= to;
    }
}
