package dev.taskq.spring;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import dev.taskq.TaskRejectedException;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInvocation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.TargetClassAware;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.annotation.AnnotationTransactionAttributeSource;
import org.springframework.transaction.interceptor.NoRollbackRuleAttribute;
import org.springframework.transaction.interceptor.RuleBasedTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ReflectionUtils;

/**
 * The transaction of attempts whose method is transactional. The task is completed in it, after the method has returned and before
 * the commit. Thread-safe.
 *
 * <p>It is opened here, by the application's own interceptor and the attributes of the method. The method's own proxy takes part in
 * it, so it must not begin one of its own.
 *
 * <p>An attempt that has failed is run again. So every exception rolls its effects back, a checked one too, unless a rule of the method
 * says by name that it does not.
 */
final class HandlerTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(HandlerTransaction.class);

    private final HandlerMethod handler;
    private final TransactionInterceptor interceptor;
    private final TransactionAttribute attribute;
    private final DataSource dataSource;
    private final AtomicBoolean foreignLogged = new AtomicBoolean();

    private HandlerTransaction(
            HandlerMethod handler,
            TransactionInterceptor interceptor,
            TransactionAttribute attribute,
            DataSource dataSource) {
        this.handler = handler;
        this.interceptor = interceptor;
        this.attribute = attribute;
        this.dataSource = dataSource;
    }

    /**
     * The transaction of a method.
     *
     * @param dataSource the one of the agent's store
     * @return empty if the method is not transactional, or says that it has no transaction
     * @throws BadHandlerException if no task can be completed in such a transaction
     */
    static Optional<HandlerTransaction> of(ListableBeanFactory beans, HandlerMethod handler, DataSource dataSource) {
        for (TransactionInterceptor interceptor :
                beans.getBeansOfType(TransactionInterceptor.class).values()) {
            // Other sources know names of methods, and not which beans they are for.
            if (interceptor.getTransactionAttributeSource() instanceof AnnotationTransactionAttributeSource source) {
                TransactionAttribute attribute =
                        source.getTransactionAttribute(handler.method(), handler.targetClass());
                if (attribute != null) {
                    return isCompletedIn(handler, attribute)
                            ? Optional.of(new HandlerTransaction(handler, interceptor, attribute, dataSource))
                            : Optional.empty();
                }
            }
        }
        warnIfAnnotated(handler);
        return Optional.empty();
    }

    /** Its transaction is begun by something else, such as an aspect that is woven in, so no task can be completed in it. */
    private static void warnIfAnnotated(HandlerMethod handler) {
        TransactionAttribute attribute = new AnnotationTransactionAttributeSource(false)
                .getTransactionAttribute(handler.method(), handler.targetClass());
        if (attribute != null && hasTransaction(attribute)) {
            LOG.warn(
                    "tasks are completed after the transaction, because no bean TransactionInterceptor reads the annotation"
                            + " of the method: enable transaction management with proxies, or complete the task in the"
                            + " method, with TaskContext.complete handler=\"{}\"",
                    handler.place());
        }
    }

    private static boolean hasTransaction(TransactionAttribute attribute) {
        return switch (attribute.getPropagationBehavior()) {
            case TransactionDefinition.PROPAGATION_SUPPORTS,
                    TransactionDefinition.PROPAGATION_NOT_SUPPORTED,
                    TransactionDefinition.PROPAGATION_NEVER -> false;
            default -> true;
        };
    }

    private static boolean isCompletedIn(HandlerMethod handler, TransactionAttribute attribute) {
        if (!hasTransaction(attribute)) {
            return false;
        }
        if (attribute.getPropagationBehavior() != TransactionDefinition.PROPAGATION_REQUIRED) {
            throw handler.bad("is transactional with a propagation other than REQUIRED: its transaction is always a"
                    + " new one, so use REQUIRED, or NOT_SUPPORTED for none");
        }
        if (attribute.isReadOnly()) {
            throw handler.bad(
                    "is transactional and read-only, and its task is completed in that transaction, which writes:"
                            + " let it call a read-only method of another bean, or use the propagation NOT_SUPPORTED");
        }
        return true;
    }

    /**
     * Runs an attempt.
     *
     * @return what it ended with, after the commit
     * @throws Exception what the method, the completion or the commit threw
     */
    Outcome run(TaskContext context, Object params) throws Exception {
        try {
            Object outcome = interceptor.invoke(new Call(handler, () -> attempt(context, params)));
            return outcome instanceof Outcome known ? known : Outcome.done();
        } catch (Throwable e) {
            ReflectionUtils.rethrowException(e);
            throw new IllegalStateException(e);
        }
    }

    /** In the transaction. A transaction of something else has not bound a connection when it began. */
    private Outcome attempt(TaskContext context, Object params) throws Exception {
        boolean completes = TransactionSynchronizationManager.hasResource(dataSource);
        if (!completes && foreignLogged.compareAndSet(false, true)) {
            LOG.warn(
                    "tasks are completed after the transaction, which is not one of taskq's DataSource handler={}",
                    handler.place());
        }
        TransactionStatus status = TransactionAspectSupport.currentTransactionStatus();
        Outcome outcome;
        try {
            outcome = handler.invoke(completes ? new TransactionalContext(context) : context, params);
        } catch (Exception e) {
            if (completes && !keepsEffects(e)) {
                status.setRollbackOnly();
            }
            throw e;
        }
        if (status.isRollbackOnly()) {
            return rolledBack(outcome, status);
        }
        return completes && outcome instanceof Outcome.Done done ? complete(context, done, status) : outcome;
    }

    /** Whether the effects of an attempt that threw this are to be committed. */
    private boolean keepsEffects(Exception e) {
        return attribute instanceof RuleBasedTransactionAttribute rules
                && rules.getRollbackRules().stream()
                        .anyMatch(rule -> rule instanceof NoRollbackRuleAttribute && rule.getDepth(e) >= 0);
    }

    /** Marked here too, the rollback is no surprise to the commit, and an outcome that is no success stands. */
    private static Outcome rolledBack(Outcome outcome, TransactionStatus status) {
        status.setRollbackOnly();
        if (outcome instanceof Outcome.Done) {
            throw new UnexpectedRollbackException(
                    "the method returned, and its transaction was marked as rollback-only before");
        }
        return outcome;
    }

    /** Whatever the rules of the method say, its effects must not be committed without the completion. */
    private Outcome complete(TaskContext context, Outcome.Done done, TransactionStatus status) throws SQLException {
        boolean completed = false;
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            context.complete(connection, done.result().orElse(null));
            completed = true;
            return done;
        } catch (TaskRejectedException e) {
            // As for a result that an ordinary handler returns: no attempt would do better.
            return Outcome.giveUp(
                    "the result cannot be stored: " + e.violations().getFirst().detail());
        } finally {
            if (!completed) {
                status.setRollbackOnly();
            }
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    /** What runs in the transaction. */
    @FunctionalInterface
    private interface Body {
        Outcome run() throws Exception;
    }

    /** A call of the method, for the interceptor, which asks for the class and not for the bean. */
    private record Call(HandlerMethod handler, Body body) implements MethodInvocation, TargetClassAware {
        @Override
        public Method getMethod() {
            return handler.method();
        }

        @Override
        public Object[] getArguments() {
            return new Object[0];
        }

        @Override
        public Object proceed() throws Exception {
            return body.run();
        }

        @Override
        public Object getThis() {
            return this;
        }

        @Override
        public Class<?> getTargetClass() {
            return handler.targetClass();
        }

        @Override
        public AccessibleObject getStaticPart() {
            return handler.method();
        }
    }
}
