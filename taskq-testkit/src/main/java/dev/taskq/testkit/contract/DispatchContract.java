package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Dispatch} promises, as tests: finding what waits, claiming it, settling claims, and queueing what is due. */
public interface DispatchContract
        extends WaitingContract,
                CountContract,
                ClaimContract,
                SuspectContract,
                ClaimFenceContract,
                SettleContract,
                HintStampContract,
                PromotionContract {}
