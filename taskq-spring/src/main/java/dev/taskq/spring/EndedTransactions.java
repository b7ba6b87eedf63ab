package dev.taskq.spring;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/**
 * Knows whether the current transaction of a data source has ended. Spring leaves its connection bound while it calls what is to run
 * after a commit or a rollback, and says that a transaction is active: no commit would follow what is written with that connection.
 * Thread-safe.
 *
 * <p>It listens to the transaction managers of a context. Of another manager it knows less, and then says so.
 */
final class EndedTransactions implements TransactionExecutionListener {
    private static final Set<String> AFTER = Set.of("invokeAfterCommit", "invokeAfterCompletion");

    /** What is known of a transaction. */
    enum State {
        GOES_ON,
        ENDED,
        /** It was begun by a manager that is not listened to, and a transaction has ended around this call. */
        UNKNOWN
    }

    /** A transaction that was begun on this thread. */
    private static final class Begun {
        private final TransactionExecution execution;
        private final @Nullable Object boundBefore;
        private @Nullable Object bound;
        private boolean ended;

        Begun(TransactionExecution execution, @Nullable Object boundBefore) {
            this.execution = execution;
            this.boundBefore = boundBefore;
        }
    }

    /** Not static, because what is bound belongs to the data source. It is removed where it is empty. */
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Deque<Begun>> begun = ThreadLocal.withInitial(ArrayDeque::new);

    private final DataSource dataSource;

    EndedTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Listens to the managers of a context and of its parents: to those that are there, and to those that will be made. */
    void listen(BeanFactory factory) {
        if (factory instanceof ConfigurableListableBeanFactory beans) {
            beans.addBeanPostProcessor(new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    listenTo(bean);
                    return bean;
                }
            });
            for (String name : beans.getBeanNamesForType(PlatformTransactionManager.class, true, false)) {
                if (beans.containsSingleton(name)) {
                    listenTo(beans.getBean(name));
                }
            }
            BeanFactory parent = beans.getParentBeanFactory();
            if (parent != null) {
                listen(parent);
            }
        }
    }

    /** A manager of reactive transactions has no connection of this thread. */
    private void listenTo(Object bean) {
        if (bean instanceof PlatformTransactionManager
                && bean instanceof ConfigurableTransactionManager manager
                && !manager.getTransactionExecutionListeners().contains(this)) {
            manager.addListener(this);
        }
    }

    /** The state of the current transaction, which has bound a connection of the data source. */
    State current() {
        Object bound = bound();
        Deque<Begun> all = begun.get();
        for (Begun each : all) {
            if (each.bound != null && each.bound.equals(bound)) {
                return each.ended ? State.ENDED : State.GOES_ON;
            }
        }
        forgetIfEmpty(all);
        return isCalledAfterATransaction() ? State.UNKNOWN : State.GOES_ON;
    }

    private static boolean isCalledAfterATransaction() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> AFTER.contains(frame.getMethodName())
                        && frame.getClassName().equals(TransactionSynchronizationUtils.class.getName())));
    }

    private @Nullable Object bound() {
        return TransactionSynchronizationManager.getResource(dataSource);
    }

    private void forgetIfEmpty(Deque<Begun> all) {
        if (all.isEmpty()) {
            begun.remove();
        }
    }

    @Override
    public void beforeBegin(TransactionExecution transaction) {
        Deque<Begun> all = begun.get();
        // Of a manager that did not tell the end.
        all.removeIf(each -> each.execution.isCompleted());
        all.push(new Begun(transaction, bound()));
    }

    /** A transaction of another resource, or a part of one, has bound nothing new: its end is not that of the connection. */
    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
        Object bound = bound();
        for (Begun each : begun.get()) {
            if (each.execution.equals(transaction)) {
                if (failure == null && bound != null && !bound.equals(each.boundBefore)) {
                    each.bound = bound;
                    endsWithSynchronization(each);
                } else {
                    forget(transaction);
                }
                return;
            }
        }
    }

    /**
     * Its synchronizations learn of every end, this one first. The listener would be told before a commit in which JPA still writes, and not
     * at all of a commit that is given up before it begins.
     */
    private static void endsWithSynchronization(Begun each) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public int getOrder() {
                    return HIGHEST_PRECEDENCE;
                }

                @Override
                public void afterCommit() {
                    each.ended = true;
                }

                @Override
                public void afterCompletion(int status) {
                    each.ended = true;
                }
            });
        }
    }

    @Override
    public void afterCommit(TransactionExecution transaction, @Nullable Throwable failure) {
        forget(transaction);
    }

    @Override
    public void afterRollback(TransactionExecution transaction, @Nullable Throwable failure) {
        forget(transaction);
    }

    private void forget(TransactionExecution transaction) {
        Deque<Begun> all = begun.get();
        all.removeIf(each -> each.execution.equals(transaction));
        forgetIfEmpty(all);
    }
}
