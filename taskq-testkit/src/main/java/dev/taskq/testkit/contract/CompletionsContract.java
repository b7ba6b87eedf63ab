package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Completions} promises, as tests: ending executions, finding orphans, forgiving losses, and deleting finished tasks. */
public interface CompletionsContract
        extends CompleteContract,
                CompletionFenceContract,
                CompletionBatchContract,
                CancelledCompletionContract,
                OrphanContract,
                LossContract,
                PurgeContract {}
