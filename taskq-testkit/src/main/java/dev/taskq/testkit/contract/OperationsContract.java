package dev.taskq.testkit.contract;

/** All that {@link dev.taskq.spi.Operations} promises, as tests: starting and ending operations, lists, and steps. */
public interface OperationsContract extends OperationContract, OperationListContract, OperationStepContract {}
