package dev.taskq.memory.data;

import dev.taskq.spi.NewSession;
import dev.taskq.spi.Session;
import java.time.Instant;
import java.util.Optional;

/**
 * A stored session. Immutable.
 *
 * @param minToken claims with a lower token are refused
 */
record SessionRow(
        long id,
        long process,
        NewSession spec,
        Instant openedAt,
        long heartbeats,
        boolean hintsFail,
        long minToken,
        Optional<Session.End> end) {

    /** Whether it is a living session of this process. */
    boolean isLiving(long ofProcess) {
        return end.isEmpty() && process == ofProcess;
    }

    SessionRow heartbeat(boolean failing) {
        return new SessionRow(id, process, spec, openedAt, heartbeats + 1, failing, minToken, end);
    }

    SessionRow stopTokens(long token) {
        return new SessionRow(id, process, spec, openedAt, heartbeats, hintsFail, Math.max(minToken, token + 1), end);
    }

    SessionRow end(Session.End how) {
        return new SessionRow(id, process, spec, openedAt, heartbeats, hintsFail, minToken, Optional.of(how));
    }

    Session toSession() {
        return new Session(id, process, spec, openedAt, heartbeats, hintsFail, end);
    }
}
