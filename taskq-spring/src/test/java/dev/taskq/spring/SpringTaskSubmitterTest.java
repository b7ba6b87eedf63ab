package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.NewTask;
import dev.taskq.Submitted;
import dev.taskq.TaskRejectedException;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Submits in Spring's transactions. */
class SpringTaskSubmitterTest {
    private static final PostgresBackend POSTGRES = Backends.postgres();
    private static final DataSource DATA_SOURCE = other();

    private final List<Collection<Long>> committed = new ArrayList<>();
    private final SpringTaskSubmitter submitter = submitter(DATA_SOURCE);
    private final TransactionTemplate transaction =
            new TransactionTemplate(new DataSourceTransactionManager(DATA_SOURCE));
    private final JdbcTemplate jdbc = new JdbcTemplate(DATA_SOURCE);

    @BeforeAll
    static void migrate() {
        PostgresTaskStore.migrate(PostgresConfig.of(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password()));
    }

    @AfterAll
    static void drop() {
        POSTGRES.close();
    }

    @BeforeEach
    void clear() {
        jdbc.execute("truncate taskq.tasks");
    }

    private SpringTaskSubmitter submitter(DataSource source) {
        return new SpringTaskSubmitter(source, committed::add, ObservationRegistry.NOOP);
    }

    private static NewTask task() {
        return NewTask.of("ship", "{}");
    }

    private int stored() {
        Integer count = jdbc.queryForObject("select count(*) from taskq.tasks", Integer.class);
        return count == null ? -1 : count;
    }

    @Test
    void aTaskIsThereOnceTheTransactionHasCommittedAndThenTheCoordinatorIsTold() {
        List<Long> ids = new ArrayList<>();

        transaction.executeWithoutResult(status -> {
            ids.add(submitter.submit(task()).id());
            submitter.submitAll(List.of(task(), task())).forEach(submitted -> ids.add(submitted.id()));
            assertThat(new JdbcTemplate(other()).queryForObject("select count(*) from taskq.tasks", Integer.class))
                    .isZero();
            assertThat(committed).isEmpty();
        });

        assertThat(stored()).isEqualTo(3);
        assertThat(committed).containsExactly(ids);
    }

    /** Not the data source of the transaction. */
    private static DataSource other() {
        PGSimpleDataSource other = new PGSimpleDataSource();
        other.setUrl(POSTGRES.jdbcUrl());
        other.setUser(POSTGRES.user());
        other.setPassword(POSTGRES.password());
        return other;
    }

    @Test
    void aRollbackLeavesNothingAndTellsNothing() {
        transaction.executeWithoutResult(status -> {
            submitter.submit(task());
            assertThat(stored()).isOne();
            status.setRollbackOnly();
        });

        assertThat(stored()).isZero();
        assertThat(committed).isEmpty();
    }

    @Test
    void aTransactionWithinAnotherIsToldByItself() {
        TransactionTemplate inner = new TransactionTemplate(new DataSourceTransactionManager(DATA_SOURCE));
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        List<Long> ids = new ArrayList<>();

        transaction.executeWithoutResult(status -> {
            ids.add(submitter.submit(task()).id());
            inner.executeWithoutResult(
                    within -> ids.add(submitter.submit(task()).id()));
            assertThat(committed).containsExactly(List.of(ids.get(1)));
            ids.add(submitter.submit(task()).id());
            status.setRollbackOnly();
        });

        assertThat(committed).hasSize(1);
        assertThat(stored()).isOne();
    }

    @Test
    void outsideOfATransactionASubmitIsItsOwn() {
        Submitted one = submitter.submit(task());
        List<Submitted> more = submitter.submitAll(List.of(task(), task()));

        assertThat(stored()).isEqualTo(3);
        assertThat(committed)
                .containsExactly(
                        List.of(one.id()), more.stream().map(Submitted::id).toList());
    }

    @Test
    void aProxyThatTakesPartInTransactionsIsTheDataSourceBehindIt() {
        SpringTaskSubmitter behind = submitter(new TransactionAwareDataSourceProxy(DATA_SOURCE));

        transaction.executeWithoutResult(status -> {
            behind.submit(task());
            status.setRollbackOnly();
        });
        assertThat(stored()).isZero();

        behind.submit(task());
        assertThat(stored()).isOne();
    }

    @Test
    void aTransactionOfAnotherDataSourceIsRefused() {
        TransactionTemplate elsewhere = new TransactionTemplate(new DataSourceTransactionManager(other()));

        assertThatThrownBy(() -> elsewhere.executeWithoutResult(status -> submitter.submit(task())))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("is not one of taskq's DataSource");
        assertThat(stored()).isZero();
    }

    /** The statement before has bound a connection in auto-commit mode. */
    @Test
    void aTransactionOfAnotherDataSourceIsRefusedAlsoIfThisOneWasUsedInIt() {
        TransactionTemplate elsewhere = new TransactionTemplate(new DataSourceTransactionManager(other()));

        assertThatThrownBy(() -> elsewhere.executeWithoutResult(status -> {
                    assertThat(stored()).isZero();
                    submitter.submit(task());
                }))
                .isInstanceOf(IllegalTransactionStateException.class)
                .hasMessageContaining("is not one of taskq's DataSource");
        assertThat(stored()).isZero();
    }

    @Test
    void whatIsRefusedBeforeItIsSentLeavesTheTransactionAsItWas() {
        transaction.executeWithoutResult(status -> {
            assertThatThrownBy(() -> submitter.submit(NewTask.of("ship", "[]")))
                    .isInstanceOf(TaskRejectedException.class);
            submitter.submit(task());
        });

        assertThat(stored()).isOne();
    }

    @Test
    void whatPostgresRefusesIsAnExceptionOfSpring() {
        TransactionTemplate reading = new TransactionTemplate(new DataSourceTransactionManager(DATA_SOURCE));
        reading.setReadOnly(true);

        assertThatThrownBy(() -> reading.executeWithoutResult(status -> submitter.submit(task())))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("read-only transaction");
    }

    @Test
    void aCoordinatorThatCannotBeToldDoesNotMatter() {
        SpringTaskSubmitter untold = new SpringTaskSubmitter(
                DATA_SOURCE,
                ids -> {
                    throw new IllegalStateException("closed");
                },
                ObservationRegistry.NOOP);

        transaction.executeWithoutResult(status -> untold.submit(task()));
        untold.submit(task());

        assertThat(stored()).isEqualTo(2);
    }
}
