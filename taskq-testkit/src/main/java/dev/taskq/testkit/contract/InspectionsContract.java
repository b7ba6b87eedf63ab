package dev.taskq.testkit.contract;

/**
 * All that {@link dev.taskq.spi.Inspections} promises, as tests: the status of sessions, types, single tasks, what is made of them, and
 * failed tasks.
 */
public interface InspectionsContract
        extends SessionStatusContract,
                TypeReadingContract,
                TaskDetailContract,
                ExplanationContract,
                EventContract,
                FailedTaskContract {}
