package dev.taskq.simulation;

import dev.taskq.simulation.world.Accident;
import dev.taskq.simulation.world.Operation;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Removals of what protects checkpoints and progress. */
final class CheckpointSabotages {
    private CheckpointSabotages() {}

    static List<Sabotage> all() {
        return List.of(
                Sabotage.seeds(
                        "the fence at the checkpoint",
                        Sabotage.CORE + "memory/data/MemoryCheckpoints.java",
                        ".filter(row -> row.isHeldBy(checkpoint.holder()))",
                        "",
                        CheckpointSabotages::takenBack),
                Sabotage.seeds(
                        "the order of checkpoints",
                        Sabotage.CORE + "memory/data/MemoryCheckpoints.java",
                        "stored.number() >= checkpoint.number()",
                        "stored.number() > checkpoint.number() && stored.number() < 0",
                        CheckpointSabotages::lateWrites),
                Sabotage.seeds(
                        "a claim returns the newest checkpoint",
                        Sabotage.CORE + "memory/data/MemoryDispatch.java",
                        ".map(checkpoint -> new SavedCheckpoint(checkpoint.json(), checkpoint.number())),",
                        ".map(checkpoint -> new SavedCheckpoint(checkpoint.json(), checkpoint.number()))"
                                + ".filter(saved -> saved.number() < 0),",
                        CheckpointSabotages::takenBack),
                Sabotage.seeds(
                        "an attempt begins with the checkpoint that was claimed with it",
                        Sabotage.CORE + "agent/Execution.java",
                        "checkpoints.newest(task.checkpoint())",
                        "checkpoints.newest(task.checkpoint().filter(saved -> saved.number() < 0))",
                        CheckpointSabotages::takenBack),
                Sabotage.seeds(
                        "progress belongs to an execution",
                        Sabotage.CORE + "memory/data/Transaction.java",
                        ".filter(said -> row.wasHeldBy(said.holder()))",
                        "",
                        CheckpointSabotages::takenBack));
    }

    /** An agent is frozen with a checkpoint in flight until its task is taken back. */
    private static Focus takenBack() {
        return Focus.of(
                        Setting.small(3_000, Order.of(Behaviour.STEPS)).withAgents(2, 1),
                        EnumSet.of(Accident.FREEZE_BEFORE, Accident.CRASH_BEFORE),
                        EnumSet.of(Operation.CHECKPOINT),
                        2)
                .oneIn(2);
    }

    /** A checkpoint of unknown outcome is written again, and then once more by the statement that came late. */
    private static Focus lateWrites() {
        return new Focus(
                Setting.small(3_000, Order.of(Behaviour.STEPS)).withAgents(2, 1),
                Map.of(
                        Operation.CHECKPOINT, Set.of(Accident.LATE_START),
                        Operation.COMPLETE, Set.of(Accident.CRASH_BEFORE)),
                0,
                3,
                2);
    }
}
