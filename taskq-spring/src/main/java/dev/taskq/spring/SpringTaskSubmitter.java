package dev.taskq.spring;

import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskSubmitter;
import dev.taskq.postgres.PostgresTaskSubmitter;
import io.micrometer.observation.ObservationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Submits in Spring's current transaction on a data source, also where JPA opened it. A task exists if, and only if, that
 * transaction commits; then it is handed to the coordinator of this application, if it has one. Outside of a transaction, a submit is
 * a transaction of its own. Thread-safe.
 *
 * <p>Spring calls what is to run after a commit or a rollback (a {@code @TransactionalEventListener}, {@code afterCommit}) while the
 * ended transaction still looks like the current one. There, too, a submit is a transaction of its own. That is told by the transaction
 * managers of the context of which this is a bean. Where a manager is no bean, and it cannot be told, the submit is refused.
 *
 * <p>A transaction that is not one of the data source (another database, JTA) is refused: its rollback would leave the task.
 *
 * <p>What Postgres refuses in the current transaction is thrown as a {@link DataAccessException}, as by {@code JdbcTemplate}.
 */
public final class SpringTaskSubmitter implements TaskSubmitter, BeanFactoryAware {
    private static final Logger LOG = LoggerFactory.getLogger(SpringTaskSubmitter.class);

    private final PostgresTaskSubmitter submitter = new PostgresTaskSubmitter();
    private final SQLExceptionTranslator translator = translator();
    private final DataSource dataSource;
    private final EndedTransactions ended;
    private final Consumer<Collection<Long>> committed;
    private final ObservationRegistry observations;

    /**
     * A submitter on a data source.
     *
     * @param dataSource the one of the application's transactions
     * @param committed is told the ids of tasks that were committed, such as {@code coordinator::promote}
     * @param observations where each submit is observed
     */
    public SpringTaskSubmitter(
            DataSource dataSource, Consumer<Collection<Long>> committed, ObservationRegistry observations) {
        this.dataSource = withoutProxy(dataSource);
        this.ended = new EndedTransactions(this.dataSource);
        this.committed = harmless(committed);
        this.observations = observations;
    }

    /** The tasks are stored, so a failure to pass them on is no failure of the submit: the leader finds them. */
    private static Consumer<Collection<Long>> harmless(Consumer<Collection<Long>> told) {
        return ids -> {
            try {
                told.accept(ids);
            } catch (RuntimeException e) {
                LOG.debug("tasks are left to the leader number={}", ids.size(), e);
            }
        };
    }

    private static SQLExceptionTranslator translator() {
        SQLExceptionSubclassTranslator translator = new SQLExceptionSubclassTranslator();
        translator.setFallbackTranslator(new SQLStateSQLExceptionTranslator());
        return translator;
    }

    /** Transactions are bound to the data source behind such a proxy. */
    private static DataSource withoutProxy(DataSource given) {
        DataSource behind = given instanceof TransactionAwareDataSourceProxy proxy ? proxy.getTargetDataSource() : null;
        return behind == null ? given : behind;
    }

    @Override
    public void setBeanFactory(BeanFactory beanFactory) {
        ended.listen(beanFactory);
    }

    @Override
    public Submitted submit(NewTask task) {
        return TaskObservations.submit(observations, task, this::submitObserved);
    }

    private Submitted submitObserved(NewTask task) {
        if (isPartOfTransaction()) {
            return inTransaction("submit of a task", connection -> List.of(submitter.submit(connection, task)))
                    .getFirst();
        }
        Submitted submitted = submitter.submit(dataSource, task);
        committed.accept(List.of(submitted.id()));
        return submitted;
    }

    @Override
    public List<Submitted> submitAll(List<NewTask> tasks) {
        return TaskObservations.submitAll(observations, tasks, this::submitAllObserved);
    }

    private List<Submitted> submitAllObserved(List<NewTask> tasks) {
        if (isPartOfTransaction()) {
            return inTransaction("submit of tasks", connection -> submitter.submitAll(connection, tasks));
        }
        List<Submitted> submitted = submitter.submitAll(dataSource, tasks);
        committed.accept(submitted.stream().map(Submitted::id).toList());
        return submitted;
    }

    /** Submits with a connection. */
    private interface Call {
        List<Submitted> with(Connection connection) throws SQLException;
    }

    /** Whether a commit of the current transaction is to come. */
    private boolean isPartOfTransaction() {
        // Without synchronization, Spring calls what is to run after the end of the transaction.
        if (!TransactionSynchronizationManager.isActualTransactionActive()
                || !TransactionSynchronizationManager.isSynchronizationActive()) {
            return false;
        }
        if (!TransactionSynchronizationManager.hasResource(dataSource)) {
            throw foreignTransaction();
        }
        return switch (ended.current()) {
            case GOES_ON -> true;
            case ENDED -> false;
            case UNKNOWN ->
                throw new IllegalTransactionStateException("the submit is called after the end of a transaction, and it"
                        + " cannot be told whether the current transaction will commit, because its transaction manager"
                        + " is no bean: make it one, or submit before the commit");
        };
    }

    private List<Submitted> inTransaction(String what, Call call) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            // Under a manager of something else, a connection that was used before is bound as well, and is not in a
            // transaction.
            if (connection.getAutoCommit()) {
                throw foreignTransaction();
            }
            List<Submitted> submitted = call.with(connection);
            CommittedSubmits.ofTransaction(committed)
                    .add(submitted.stream().map(Submitted::id).toList());
            return submitted;
        } catch (SQLException e) {
            DataAccessException translated = translator.translate(what, null, e);
            throw translated == null ? new UncategorizedSQLException(what, null, e) : translated;
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private static IllegalTransactionStateException foreignTransaction() {
        return new IllegalTransactionStateException("the current transaction is not one of taskq's DataSource, so its"
                + " rollback would not undo the submit: use the transaction manager of this DataSource (for JPA, one"
                + " that has the DataSource), or submit outside of the transaction");
    }
}
