package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Submissions} promises, as tests: storing, reading, listing, cancelling, retrying and deleting tasks. */
public interface SubmissionsContract
        extends InsertContract,
                IdempotencyContract,
                ReadContract,
                ListContract,
                FilterContract,
                CancelContract,
                RetryContract,
                RunNowContract,
                DeleteContract {}
