package dev.taskq.simulation;

import java.util.List;

/** Removals of what makes a submit in a transaction of an application independent of the transaction's length. */
final class TransactionSabotages {
    private TransactionSabotages() {}

    static List<Sabotage> all() {
        // The transaction is open until no scan looks for rows of the time of its submit.
        Setting late = Setting.small(
                1_000,
                Order.of(Behaviour.SUCCEEDS),
                Order.of(Behaviour.SUCCEEDS).withHeld(new Held(40_000, true, false)));
        return List.of(
                Sabotage.seeds(
                        "a submit in a transaction is scheduled, not queued",
                        Sabotage.CORE + "memory/data/TaskRow.java",
                        "return stored(id, insert, now, Optional.of(due));",
                        "return stored(id, insert, now, Optional.empty());",
                        () -> Circumstances.calm(late)),
                Sabotage.seeds(
                        "the promoter scans all that is due",
                        Sabotage.CORE + "memory/data/MemoryDispatch.java",
                        "entry.key().at().isAfter(transaction.now())) {",
                        "entry.key().at().isAfter(transaction.now())"
                                + " || entry.key().at().isBefore(transaction.now().minusSeconds(10))) {",
                        () -> Circumstances.calm(late)));
    }
}
