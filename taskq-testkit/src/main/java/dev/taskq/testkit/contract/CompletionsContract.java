package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Completions} promises, as tests: ending executions, their checkpoints, finding orphans, forgiving losses, and deleting finished tasks. */
public interface CompletionsContract
        extends CompleteContract,
                CompletionFenceContract,
                CompletionBatchContract,
                CancelledCompletionContract,
                CheckpointContract,
                OrphanContract,
                LossContract,
                PurgeContract {}
