package dev.taskq.spi;

import java.util.List;

/**
 * One heartbeat of a session. Immutable.
 *
 * @param session the session
 * @param held the executions that an agent holds, whose claims it knows to be committed and whose completions it has not sent
 * @param types the types whose state the answer shall bring
 * @param hintsFail whether hints failed or were dropped since the last heartbeat, or there is no queue
 * @param bid what it wants of the lease
 */
public record Heartbeat(long session, List<Held> held, List<String> types, boolean hintsFail, LeaseBid bid) {
    /** Copies the lists. */
    public Heartbeat {
        held = List.copyOf(held);
        types = List.copyOf(types);
    }
}
