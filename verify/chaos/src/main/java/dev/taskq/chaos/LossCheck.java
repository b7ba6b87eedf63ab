package dev.taskq.chaos;

import dev.taskq.chaos.Losses.Opening;
import dev.taskq.chaos.Rows.SessionEnd;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the losses of the living do not count. Postgres cannot tell an agent that is cut off for a second from one that was
 * killed, so its session is ended. When it goes on under a new session, which its heartbeats show, what the end has counted is taken
 * back.
 *
 * <p>A loss stays as it is if its task was final before. So only tasks are judged that lived for a while after the return, and
 * after the loss, which on a busy machine may be written after it. Faults at that time may hold the leader up.
 */
final class LossCheck {
    /** The longest absence after which losses are taken back. The bound is 30 s. */
    private static final long LONGEST_AWAY = 25 * Time.SECOND;

    /** A session that ended sooner may never have been seen by a leader. */
    private static final long SEEN = 5 * Time.SECOND;

    /** The time within which losses are taken back. The bound is about 1 s, and all processes share the machine. */
    private static final long TAKEN_BACK = 5 * Time.SECOND;

    private final Evidence evidence;
    private final List<Violation> violations;

    LossCheck(Evidence evidence, List<Violation> violations) {
        this.evidence = evidence;
        this.violations = violations;
    }

    void check() {
        evidence.rows().sessionEnds().stream().filter(SessionEnd::lost).forEach(this::check);
    }

    private void check(SessionEnd end) {
        Optional<Opening> back = evidence.rows().losses().after(end.session()).stream()
                .filter(opening -> endOf(opening) - opening.heardAt() >= SEEN)
                .filter(opening -> opening.heardAt() - end.endedAt() <= LONGEST_AWAY)
                .findFirst();
        if (back.isEmpty()) {
            return;
        }
        evidence.rows()
                .losses()
                .countedWith(end.session())
                .filter(loss -> loss.finalAt()
                        > calmAfter(end.endedAt(), Math.max(back.get().heardAt(), loss.lostAt())) + TAKEN_BACK)
                .forEach(loss -> violations.add(new Violation(
                        "losses of the living do not count",
                        loss.task(),
                        "was lost with session " + end.session() + " of " + end.member()
                                + ", which came back under session "
                                + back.get().session() + " at "
                                + Time.instant(back.get().heardAt())
                                + ", and the loss still counts")));
    }

    private long endOf(Opening opening) {
        return evidence.rows().sessionEnds().stream()
                .filter(end -> end.session() == opening.session())
                .mapToLong(SessionEnd::endedAt)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    /** The end of all faults that may hold the leader up, one after the other. */
    private long calmAfter(long from, long at) {
        long until = at;
        boolean moved = true;
        while (moved) {
            long reached = until;
            until = evidence.faults().stream()
                    .filter(fault -> fault.isFelt(from, reached + TAKEN_BACK) && mayHoldUpTheLeader(fault))
                    .mapToLong(FaultRecord::feltUntil)
                    .reduce(reached, Math::max);
            moved = until > reached && until != Long.MAX_VALUE;
        }
        return until == Long.MAX_VALUE ? until - TAKEN_BACK : until;
    }

    private static boolean mayHoldUpTheLeader(FaultRecord fault) {
        return switch (fault.kind().scope()) {
            case COORDINATOR, POSTGRES, FLEET -> true;
            case AGENT, APPLICATION, REDIS -> false;
        };
    }
}
