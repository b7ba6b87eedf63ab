package dev.taskq.memory.data;

import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import java.time.Instant;
import java.util.Optional;

/**
 * A stored session. Immutable.
 *
 * @param drain whether it was asked to take no more tasks
 * @param minToken claims with a lower token are refused
 */
record SessionRow(
        long id,
        long process,
        NewSession spec,
        Instant openedAt,
        long heartbeats,
        boolean hintsFail,
        boolean drain,
        long minToken,
        Optional<Session.End> end) {

    /** Whether it is a living session of this process. */
    boolean isLiving(long ofProcess) {
        return end.isEmpty() && process == ofProcess;
    }

    SessionRow heartbeat(boolean failing) {
        return new SessionRow(id, process, spec, openedAt, heartbeats + 1, failing, drain, minToken, end);
    }

    SessionRow stopTokens(long token) {
        return new SessionRow(
                id, process, spec, openedAt, heartbeats, hintsFail, drain, Math.max(minToken, token + 1), end);
    }

    SessionRow toDrain() {
        return new SessionRow(id, process, spec, openedAt, heartbeats, hintsFail, true, minToken, end);
    }

    SessionRow end(Session.End how) {
        return new SessionRow(id, process, spec, openedAt, heartbeats, hintsFail, drain, minToken, Optional.of(how));
    }

    Session toSession() {
        return new Session(id, process, spec, openedAt, heartbeats, hintsFail, drain, end);
    }
}
