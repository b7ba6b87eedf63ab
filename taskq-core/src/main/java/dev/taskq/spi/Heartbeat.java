package dev.taskq.spi;

import java.util.List;

/**
 * One heartbeat of a session. Immutable.
 *
 * @param session the session
 * @param held the executions that an agent holds: their claims are known to be committed, and their completions have
 *     not been sent
 * @param types the types with a state that the answer must contain
 * @param hintsFail whether hints failed or were dropped since the last heartbeat, or there is no queue
 * @param bid the bid for the lease
 */
public record Heartbeat(long session, List<Held> held, List<String> types, boolean hintsFail, LeaseBid bid) {
    /** Copies the lists. */
    public Heartbeat {
        held = List.copyOf(held);
        types = List.copyOf(types);
    }
}
