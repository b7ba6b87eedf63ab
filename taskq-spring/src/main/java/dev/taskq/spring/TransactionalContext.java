package dev.taskq.spring;

import dev.taskq.ForwardingTaskContext;
import dev.taskq.TaskContext;

/**
 * An attempt whose method runs in the transaction that completes its task. It takes no checkpoint: that would stay where the
 * transaction is rolled back, and the next attempt would skip what was rolled back. Thread-safe.
 */
final class TransactionalContext extends ForwardingTaskContext {
    TransactionalContext(TaskContext context) {
        super(context);
    }

    @Override
    public void checkpoint(Object value) {
        throw new IllegalStateException(
                "a transactional handler makes no checkpoint: it would stay if the transaction is"
                        + " rolled back, so make it in a handler with the propagation NOT_SUPPORTED, after a commit");
    }
}
