package dev.taskq.chaos;

import dev.taskq.chaos.Journals.Execution;
import java.util.List;

/** Compares the checkpoint that each attempt got with those that earlier attempts made: it is the last that is stored. */
final class CheckpointCheck {
    private final List<Violation> violations;

    CheckpointCheck(List<Violation> violations) {
        this.violations = violations;
    }

    void check(long task, List<Execution> executions) {
        for (Execution execution : executions) {
            int stored = 0;
            int asked = 0;
            for (Execution other : executions) {
                if (other.attempt() < execution.attempt()) {
                    stored = Math.max(stored, other.checkpoints().stored());
                    asked = Math.max(asked, other.checkpoints().asked());
                }
            }
            int got = execution.checkpoints().got();
            if (execution.checkpoints().asked() > 0 && (got < stored || got > asked)) {
                violations.add(new Violation(
                        "a checkpoint is kept",
                        task,
                        execution + " got " + got + ", stored was " + stored + ", asked for " + asked));
            }
        }
    }
}
