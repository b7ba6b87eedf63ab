package dev.taskq.testkit.contract;

/**
 * All that {@link dev.taskq.spi.Inspections} promises, as tests: the status of sessions, types, single tasks, what is made of them,
 * failed tasks, and scheduled ones.
 */
public interface InspectionsContract
        extends SessionStatusContract,
                TypeReadingContract,
                TaskDetailContract,
                ExplanationContract,
                EventContract,
                FailedTaskContract,
                ScheduledTaskContract {}
