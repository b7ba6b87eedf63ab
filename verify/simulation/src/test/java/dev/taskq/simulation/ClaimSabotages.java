package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Removals of what protects claims and completions. */
final class ClaimSabotages {
    private ClaimSabotages() {}

    static List<Sabotage> all() {
        Supplier<Focus> lateClaims = () -> Focus.of(
                Setting.small(2_000, Order.of(Behaviour.SUCCEEDS)),
                EnumSet.of(Accident.LATE_START, Accident.LATE_COMMIT, Accident.FAIL_AFTER, Accident.LOCK_ROWS),
                EnumSet.of(Operation.CLAIM, Operation.SETTLE),
                2);
        return List.of(
                Sabotage.seeds(
                        "the fence at the completion",
                        Sabotage.CORE + "memory/data/MemoryCompletions.java",
                        ".filter(row -> row.wasHeldBy(completion.holder()));",
                        ";",
                        ClaimSabotages::forgottenClaims),
                Sabotage.seeds(
                        "the token",
                        Sabotage.CORE + "memory/data/TaskRow.java",
                        "holder.filter(by::equals).isPresent()",
                        "holder.filter(held -> held.session() == by.session()).isPresent()",
                        ClaimSabotages::forgottenClaims),
                Sabotage.seeds(
                        "the session's process",
                        Sabotage.CORE + "memory/data/SessionRow.java",
                        "return end.isEmpty() && process == ofProcess;",
                        "return end.isEmpty();",
                        ClaimSabotages::setBack),
                Sabotage.seeds(
                        "the ids of a process's sessions rise",
                        Sabotage.CORE + "memory/data/Transaction.java",
                        "lastSession = Math.max(lastSession, above) + 1;",
                        "lastSession = lastSession + 1;",
                        ClaimSabotages::setBack),
                Sabotage.seeds(
                                "the session's process at the completion",
                                Sabotage.CORE + "memory/data/MemoryCompletions.java",
                                ".filter(session -> session.process() != process)",
                                ".filter(session -> session.process() != process && session.id() < 0)",
                                ClaimSabotages::setBackUnderAnCompletion)
                        .foundBy(623),
                Sabotage.seeds(
                                "the session's row as the fence of claims",
                                Sabotage.CORE + "memory/data/MemoryDispatch.java",
                                ".filter(row -> row.isLiving(process))",
                                "",
                                () -> new Focus(
                                        Setting.small(16_000, Circumstances.at(11_000, Behaviour.SUCCEEDS))
                                                .withAgents(1, 1),
                                        Map.of(
                                                Operation.CLAIM, Set.of(Accident.LATE_START),
                                                Operation.SETTLE, Set.of(Accident.CRASH_BEFORE),
                                                Operation.ORPHANS, Set.of(Accident.STUCK)),
                                        0,
                                        3,
                                        1))
                        .foundBy(29),
                Sabotage.searched(
                        "the stop of claims that were settled",
                        Sabotage.CORE + "memory/data/MemoryDispatch.java",
                        "boolean stopped = claim.holder().token() < session.minToken();",
                        "boolean stopped = false;",
                        lateClaims),
                Sabotage.searched(
                        "the settling of unknown claims",
                        Sabotage.CORE + "agent/Claims.java",
                        "            unsettled = Optional.of(claim);\n            return Set.of();",
                        "            slots.giveBackUnused(items.size());\n            return Set.of();",
                        lateClaims),
                Sabotage.searched(
                        "the two snapshots of settling", Sabotage.HOSTS + "StoreHost.java", """
                            return call(member, Operation.SETTLE, claim.ids(), claim.holder().session(), () -> {
                                List<ClaimResult> results = dispatch.settle(claim);
                    """, """
                            MemoryDatabase.Snapshot before = database.snapshot();
                            List<ClaimResult> results = dispatch.settle(claim);
                            database.restore(before);
                            return call(member, Operation.SETTLE, claim.ids(), claim.holder().session(), () -> {
                                dispatch.settle(claim);
                    """, lateClaims),
                Sabotage.searched(
                        "locked is not gone, when a claim is settled",
                        Sabotage.CORE + "agent/Claims.java",
                        "if (results.get(i) instanceof ClaimResult.Locked) {",
                        "if (results.get(i) instanceof ClaimResult.Locked && i < 0) {",
                        lateClaims),
                Sabotage.searched(
                        "locked is not gone, when hints are removed",
                        Sabotage.CORE + "agent/Claims.java",
                        "case ClaimResult.Locked locked -> {}",
                        "case ClaimResult.Locked locked -> settled.add(locked.id());",
                        lateClaims),
                Sabotage.searched(
                        "a key stands for one task",
                        Sabotage.CORE + "memory/data/MemorySubmissions.java",
                        "transaction.underKey(key);",
                        "Optional.empty();",
                        () -> Settings.named("submits")),
                Sabotage.seeds(
                                "nothing of unknown outcome is repeated blindly",
                                Sabotage.CORE + "engine/BatchWriter.java",
                                "case OutcomeUnknownException unknown -> false;",
                                "case OutcomeUnknownException unknown -> true;",
                                () -> Focus.of(
                                                Setting.small(3_000)
                                                        .withOrders(Circumstances.times(
                                                                8, Circumstances.unkeyed(Behaviour.SUCCEEDS))),
                                                EnumSet.of(Accident.FAIL_AFTER, Accident.SLOW),
                                                EnumSet.of(Operation.INSERT),
                                                4)
                                        .oneIn(2))
                        .foundBy(2));
    }

    /** A crash of the store loses a claim while its completion is in flight. Scans claim the task again soon. */
    private static Focus forgottenClaims() {
        return Focus.of(
                        Setting.small(3_000, Order.of(Behaviour.SUCCEEDS))
                                .withAgents(1, 3)
                                .withoutQueue(),
                        EnumSet.of(Accident.STORE_CRASH),
                        EnumSet.of(Operation.COMPLETE),
                        1)
                .oneIn(1);
    }

    /**
     * The store is set back to before agents opened their sessions. The numbers of those sessions are then given to
     * others.
     */
    private static Focus setBack() {
        return Focus.of(
                        Setting.small(4_000, Order.of(Behaviour.SUCCEEDS), Order.of(Behaviour.TAKES_LONG))
                                .withAgents(3, 2),
                        EnumSet.of(Accident.STORE_SET_BACK),
                        EnumSet.of(Operation.OPEN_SESSION),
                        1)
                .oneIn(2);
    }

    /**
     * The store is set back to before agents opened their sessions, and to after their claims. One agent is frozen
     * meanwhile with a completion in flight. Afterwards its number belongs to another agent that runs the same task.
     */
    private static Focus setBackUnderAnCompletion() {
        return new Focus(
                Setting.small(12_000, Order.of(Behaviour.TAKES_LONG), Order.of(Behaviour.TAKES_LONG))
                        .withAgents(3, 1),
                Map.of(
                        Operation.OPEN_SESSION, Set.of(Accident.CRASH_BEFORE, Accident.STORE_SET_BACK),
                        Operation.COMPLETE, Set.of(Accident.FREEZE_BEFORE)),
                0,
                6,
                2);
    }
}
