package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskSubmitter;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Submits by what Spring calls after the end of a transaction, whose connection is still bound then. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class SubmitAfterTransactionTest {
    private static final PostgresBackend POSTGRES = Backends.postgres();
    private static final HikariDataSource OBSERVER = pool(true);

    private final List<Collection<Long>> committed = new ArrayList<>();
    private final JdbcTemplate observer = new JdbcTemplate(OBSERVER);

    @Parameter
    private boolean autoCommit;

    private AnnotationConfigApplicationContext context;
    private TransactionTemplate transaction;
    private TaskSubmitter submitter;

    record AfterCommit(Runnable what) {}

    record AfterRollback(Runnable what) {}

    record AfterCompletion(Runnable what) {}

    static class Listeners {
        @TransactionalEventListener
        void afterCommit(AfterCommit event) {
            event.what().run();
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
        void afterRollback(AfterRollback event) {
            event.what().run();
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
        void afterCompletion(AfterCompletion event) {
            event.what().run();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Application {
        @Bean
        Flushing transactionManager(DataSource dataSource) {
            return new Flushing(dataSource);
        }
    }

    /** Calls something within the commit, before it commits, as JPA does when it flushes. */
    @SuppressWarnings("serial")
    static class Flushing extends DataSourceTransactionManager {
        private transient Runnable inCommit = () -> {};

        Flushing(DataSource dataSource) {
            super(dataSource);
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            inCommit.run();
            super.doCommit(status);
        }
    }

    private static HikariDataSource pool(boolean autoCommit) {
        HikariDataSource made = new HikariDataSource();
        made.setJdbcUrl(POSTGRES.jdbcUrl());
        made.setUsername(POSTGRES.user());
        made.setPassword(POSTGRES.password());
        made.setMaximumPoolSize(4);
        made.setAutoCommit(autoCommit);
        return made;
    }

    @BeforeAll
    static void migrate() {
        PostgresTaskStore.migrate(OBSERVER);
    }

    @AfterAll
    static void drop() {
        OBSERVER.close();
        POSTGRES.close();
    }

    @BeforeEach
    void start() {
        observer.execute("truncate taskq.tasks");
        context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> pool(autoCommit));
        context.registerBean(
                SpringTaskSubmitter.class,
                () -> new SpringTaskSubmitter(
                        context.getBean(DataSource.class), committed::add, ObservationRegistry.NOOP));
        context.register(Application.class, Listeners.class);
        context.refresh();
        transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        submitter = context.getBean(TaskSubmitter.class);
    }

    @AfterEach
    void stop() {
        context.close();
    }

    private static NewTask task() {
        return NewTask.of("ship", "{}");
    }

    private List<Long> stored() {
        return observer.queryForList("select id from taskq.tasks order by id", Long.class);
    }

    /** One task and two more, which are stored, and told, when the calls return. */
    private void submitsAtOnce() {
        List<Long> before = stored();
        int told = committed.size();

        List<Long> ids = new ArrayList<>();
        ids.add(submitter.submit(task()).id());
        submitter.submitAll(List.of(task(), task())).stream().map(Submitted::id).forEach(ids::add);

        assertThat(stored()).containsAll(before).containsAll(ids).hasSize(before.size() + 3);
        assertThat(committed.subList(told, committed.size()))
                .containsExactly(List.of(ids.getFirst()), ids.subList(1, 3));
    }

    /** Runs this after a commit. What is thrown there is thrown by the commit. */
    private static TransactionSynchronization afterCommit(Runnable what) {
        return new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                what.run();
            }
        };
    }

    /** Spring logs what is thrown after the completion, so the number of tasks tells that all assertions held. */
    @Test
    void aListenerAfterTheCommitSubmitsInATransactionOfItsOwn() {
        transaction.executeWithoutResult(status -> context.publishEvent(new AfterCommit(this::submitsAtOnce)));

        assertThat(stored()).hasSize(3);
    }

    @Test
    void aListenerAfterARollbackSubmitsInATransactionOfItsOwn() {
        transaction.executeWithoutResult(status -> {
            submitter.submit(task());
            context.publishEvent(new AfterRollback(this::submitsAtOnce));
            status.setRollbackOnly();
        });

        assertThat(stored()).hasSize(3);
        assertThat(committed).hasSize(2);
    }

    @Test
    void aListenerAfterTheCompletionSubmitsInATransactionOfItsOwn() {
        transaction.executeWithoutResult(status -> context.publishEvent(new AfterCompletion(this::submitsAtOnce)));
        assertThat(stored()).hasSize(3);

        transaction.executeWithoutResult(status -> {
            context.publishEvent(new AfterCompletion(this::submitsAtOnce));
            status.setRollbackOnly();
        });
        assertThat(stored()).hasSize(6);
    }

    @Test
    void aSubmitWithinTheCommitIsPartOfTheTransaction() {
        Flushing manager = context.getBean(Flushing.class);
        manager.inCommit = () -> {
            submitter.submit(task());
            throw new IllegalStateException("flush");
        };
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {})).hasMessage("flush");
        assertThat(stored()).isEmpty();

        manager.inCommit = () -> {
            submitter.submit(task());
            assertThat(stored()).isEmpty();
        };
        transaction.executeWithoutResult(status -> {});
        assertThat(stored()).hasSize(1);
        assertThat(committed).hasSize(1);
    }

    @Test
    void whatRunsAfterTheCommitSubmitsInATransactionOfItsOwn() {
        transaction.executeWithoutResult(status -> {
            submitter.submit(task());
            TransactionSynchronizationManager.registerSynchronization(afterCommit(this::submitsAtOnce));
        });

        assertThat(stored()).hasSize(4);
    }

    @Test
    void whatRunsAfterTheCommitSubmitsInATransactionOfItsOwnAlsoIfItsConnectionIsUsed() {
        transaction.executeWithoutResult(status ->
                TransactionSynchronizationManager.registerSynchronization(afterCommit(() -> {
                    new JdbcTemplate(context.getBean(DataSource.class)).queryForObject("select 1", Integer.class);
                    submitsAtOnce();
                })));

        assertThat(stored()).hasSize(3);
    }

    /** It takes part in the transaction that has ended, and looks like a part of one that goes on. */
    @Test
    void aTransactionThatJoinsTheEndedOneIsNoPartOfASubmit() {
        transaction.executeWithoutResult(status -> {
            TransactionSynchronizationManager.registerSynchronization(
                    afterCommit(() -> transaction.executeWithoutResult(within -> submitsAtOnce())));
            context.publishEvent(new AfterCommit(() -> transaction.executeWithoutResult(within -> submitsAtOnce())));
        });

        assertThat(stored()).hasSize(6);
    }

    /** Of such an end the manager tells its listeners nothing. */
    @Test
    void aTransactionThatJoinsOneWhoseCommitWasGivenUpIsNoPartOfASubmit() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    context.publishEvent(
                            new AfterCompletion(() -> transaction.executeWithoutResult(within -> submitsAtOnce())));
                    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                        @Override
                        public void beforeCommit(boolean readOnly) {
                            throw new IllegalStateException("given up");
                        }
                    });
                }))
                .hasMessage("given up");

        assertThat(stored()).hasSize(3);
    }

    @Test
    void aNewTransactionAfterTheEndOfAnotherIsOneThatATaskIsAPartOf() {
        TransactionTemplate another = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        Runnable submitsBoth = () -> {
            List<Long> before = stored();
            another.executeWithoutResult(status -> {
                submitter.submit(task());
                assertThat(stored()).as("before the commit").isEqualTo(before);
            });
            another.executeWithoutResult(status -> {
                submitter.submit(task());
                status.setRollbackOnly();
            });
        };

        transaction.executeWithoutResult(status -> {
            TransactionSynchronizationManager.registerSynchronization(afterCommit(() -> {
                submitsBoth.run();
                submitsAtOnce();
            }));
            context.publishEvent(new AfterCommit(submitsBoth));
        });

        assertThat(stored()).hasSize(5);
        assertThat(committed).hasSize(4);
    }

    @Test
    void theNextTransactionIsJoinedAgain() {
        transaction.executeWithoutResult(status -> context.publishEvent(new AfterCommit(this::submitsAtOnce)));
        transaction.executeWithoutResult(status -> {
            submitter.submit(task());
            status.setRollbackOnly();
        });

        assertThat(stored()).hasSize(3);
    }

    /** Of a manager that is no bean, nothing is known. */
    @Test
    void whatCannotBeToldIsRefused() {
        TransactionTemplate unknown =
                new TransactionTemplate(new DataSourceTransactionManager(context.getBean(DataSource.class)));

        unknown.executeWithoutResult(status -> {
            submitter.submit(task());
            context.publishEvent(new AfterCommit(this::submitsAtOnce));
        });
        assertThat(stored()).hasSize(4);

        assertThatThrownBy(() -> unknown.executeWithoutResult(status ->
                        TransactionSynchronizationManager.registerSynchronization(afterCommit(this::submitsAtOnce))))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("after the end of a transaction")
                .hasMessageContaining("is no bean");
        assertThat(stored()).hasSize(4);
    }
}
