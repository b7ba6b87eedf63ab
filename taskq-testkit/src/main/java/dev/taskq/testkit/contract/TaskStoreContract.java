package dev.taskq.testkit.contract;

/**
 * All that a {@link dev.taskq.spi.StorePort} promises, as tests. A class that implements it, and with it the methods of {@link
 * StoreUnderTest}, has the tests of all chapters. To begin with one chapter, implement that chapter's contract alone.
 */
public interface TaskStoreContract
        extends SubmissionsContract,
                DispatchContract,
                CompletionsContract,
                SessionsContract,
                TypesContract,
                OperationsContract,
                SchedulesContract,
                InspectionsContract,
                AuditLogContract,
                HistoryContract,
                ConnectionContract {}
