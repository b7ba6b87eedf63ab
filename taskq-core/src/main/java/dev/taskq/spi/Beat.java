package dev.taskq.spi;

import java.util.List;

/**
 * One beat of a session. Immutable.
 *
 * @param session the session
 * @param held the executions that an agent holds, whose claims it knows to be committed and whose endings it has not sent
 * @param types the types whose state the answer shall bring
 * @param hintsFail whether hints failed or were dropped since the last beat, or there is no queue
 * @param bid what it wants of the lease
 */
public record Beat(long session, List<Held> held, List<String> types, boolean hintsFail, LeaseBid bid) {
    /** Copies the lists. */
    public Beat {
        held = List.copyOf(held);
        types = List.copyOf(types);
    }
}
