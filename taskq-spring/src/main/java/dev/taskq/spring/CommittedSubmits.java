package dev.taskq.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The tasks that were submitted in the current transaction. They are passed on once it has committed. For one thread. */
final class CommittedSubmits implements TransactionSynchronization {
    private final Consumer<Collection<Long>> committed;
    private final List<Long> ids = new ArrayList<>();

    private CommittedSubmits(Consumer<Collection<Long>> committed) {
        this.committed = committed;
    }

    /** The one of the current transaction and this consumer, which is made if there is none. */
    static CommittedSubmits ofTransaction(Consumer<Collection<Long>> committed) {
        if (TransactionSynchronizationManager.getResource(committed) instanceof CommittedSubmits known) {
            return known;
        }
        CommittedSubmits made = new CommittedSubmits(committed);
        TransactionSynchronizationManager.bindResource(committed, made);
        TransactionSynchronizationManager.registerSynchronization(made);
        return made;
    }

    void add(Collection<Long> more) {
        ids.addAll(more);
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResourceIfPossible(committed);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(committed, this);
    }

    @Override
    public void afterCommit() {
        committed.accept(List.copyOf(ids));
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(committed);
    }
}
