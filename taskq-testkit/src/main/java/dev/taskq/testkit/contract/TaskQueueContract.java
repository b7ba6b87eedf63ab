package dev.taskq.testkit.contract;

/**
 * All that a {@link dev.taskq.spi.QueuePort} promises, as tests. A class that implements it, and with it {@link
 * QueueUnderTest#newQueue}, has them all.
 */
public interface TaskQueueContract
        extends HintTakingContract,
                AcknowledgementContract,
                RedeliveryContract,
                WakeUpContract,
                HintSharingContract,
                QueueStateContract,
                HintDroppingContract,
                QueueProbeContract,
                QueueUseContract {}
