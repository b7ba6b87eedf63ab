package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Operations} promises, as tests: starting and ending operations, and their steps. */
public interface OperationsContract extends OperationContract, OperationStepContract {}
