package dev.taskq.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.taskq.AttemptOutcome;
import dev.taskq.NewTask;
import dev.taskq.Outcome;
import dev.taskq.RetryPolicy;
import dev.taskq.Task;
import dev.taskq.TaskContext;
import dev.taskq.TaskStatus;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.spi.Completion;
import dev.taskq.spi.CompletionResult;
import dev.taskq.spi.Holder;
import dev.taskq.spi.Verdict;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Handlers that are transactional methods, on an agent and a real Postgres. Each attempt inserts a row. */
class TransactionalHandlersTest {
    private static final Queue<Attempt> ATTEMPTS = new ArrayDeque<>();

    private static final PostgresBackend POSTGRES = Backends.postgres();
    private static final HikariDataSource DATA_SOURCE = pool();

    private static PostgresTaskStore store;
    private static Coordinator coordinator;
    private static Agent agent;
    private static AnnotationConfigApplicationContext context;

    private final JdbcTemplate jdbc = new JdbcTemplate(DATA_SOURCE);

    /** What the handler does in an attempt, after it has inserted the row. */
    @FunctionalInterface
    private interface Attempt {
        Object run(TaskContext context) throws Exception;
    }

    private static Object attempt(TaskContext task) throws Exception {
        new JdbcTemplate(DATA_SOURCE).update("insert into effects values (?)", task.attempt());
        return ATTEMPTS.remove().run(task);
    }

    static class Methods {
        @TaskHandler(type = "method", retryPolicy = "atOnce")
        @Transactional
        Object method(TaskContext task) throws Exception {
            return attempt(task);
        }

        @TaskHandler(type = "lenient", retryPolicy = "atOnce")
        @Transactional(noRollbackFor = RuntimeException.class)
        Object lenient(TaskContext task) throws Exception {
            return attempt(task);
        }

        @TaskHandler(type = "elsewhere")
        @Transactional("elsewhere")
        Object elsewhere(TaskContext task) throws Exception {
            return attempt(task);
        }
    }

    @Transactional
    static class OfClass {
        @TaskHandler(type = "of_class")
        Object handle(TaskContext task) throws Exception {
            return attempt(task);
        }

        @TaskHandler(type = "without")
        @Transactional(propagation = Propagation.NOT_SUPPORTED)
        Object without(TaskContext task) throws Exception {
            return attempt(task);
        }
    }

    interface Shipping {
        @Transactional
        Object ship(TaskContext task) throws Exception;
    }

    static class ByInterface implements Shipping {
        @Override
        @TaskHandler(type = "by_interface")
        public Object ship(TaskContext task) throws Exception {
            return attempt(task);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Application {
        @Bean
        @Primary
        DataSourceTransactionManager transactionManager() {
            return new DataSourceTransactionManager(DATA_SOURCE);
        }

        @Bean
        DataSourceTransactionManager elsewhere() {
            return new DataSourceTransactionManager(
                    new DriverManagerDataSource(POSTGRES.jdbcUrl(), POSTGRES.user(), POSTGRES.password()));
        }

        @Bean
        RetryPolicy atOnce() {
            return RetryPolicy.fixed(Duration.ZERO);
        }

        @Bean
        Handlers handlers() {
            return new Handlers(HandlerSettings.DEFAULTS.withDataSource(Optional.of(DATA_SOURCE)));
        }
    }

    @BeforeAll
    static void start() {
        new JdbcTemplate(DATA_SOURCE).execute("create table effects (attempt int)");
        context = new AnnotationConfigApplicationContext(
                Application.class, Methods.class, OfClass.class, ByInterface.class);
        store = PostgresTaskStore.open(DATA_SOURCE).migrate();
        coordinator = Coordinator.builder(store).build().start();
        agent = Agent.builder(store)
                .handlers(context.getBean(Handlers.class).all())
                .build()
                .start();
    }

    private static HikariDataSource pool() {
        HikariDataSource made = new HikariDataSource();
        made.setJdbcUrl(POSTGRES.jdbcUrl());
        made.setUsername(POSTGRES.user());
        made.setPassword(POSTGRES.password());
        return made;
    }

    @AfterAll
    static void stop() {
        agent.close();
        coordinator.close();
        store.close();
        context.close();
        DATA_SOURCE.close();
        POSTGRES.close();
    }

    @BeforeEach
    void clear() {
        ATTEMPTS.clear();
        jdbc.update("delete from effects");
    }

    /** Runs a task of a type to its end; each attempt does the next of these. */
    private static Task run(String type, Attempt... each) throws InterruptedException {
        ATTEMPTS.addAll(List.of(each));
        long id = coordinator.submit(NewTask.of(type, "{}")).id();
        return coordinator.await(id, TestTimeouts.LONG).orElseThrow();
    }

    /** The attempts whose rows were committed. */
    private List<Integer> effects() {
        return jdbc.queryForList("select attempt from effects order by 1", Integer.class);
    }

    /** Whether the row of the only effect and that of the task were written by one transaction. */
    private boolean isWrittenTogether(Task task) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "select e.xmin = t.xmin from effects e, taskq.tasks t where t.id = ?", Boolean.class, task.id()));
    }

    private static Attempt done() {
        return task -> "done";
    }

    @ParameterizedTest
    @ValueSource(strings = {"method", "lenient", "of_class", "by_interface"})
    void effectAndCompletionAreOneTransaction(String type) throws Exception {
        Task task = run(type, done());

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.result()).contains("\"done\"");
        assertThat(task.counts().attempt()).isEqualTo(1);
        assertThat(isWrittenTogether(task)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"without", "elsewhere"})
    void withoutATransactionOfTheStoreATaskIsCompletedAfterwards(String type) throws Exception {
        Task task = run(type, done());

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(effects()).containsExactly(1);
        assertThat(isWrittenTogether(task)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExceptionLeavesNeither(boolean checked) throws Exception {
        Task task = run(
                "method",
                attempt -> {
                    throw checked ? new IOException("lost") : new IllegalStateException("lost");
                },
                done());

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.counts().failures()).isEqualTo(1);
        assertThat(effects()).containsExactly(2);
    }

    @Test
    void anExceptionThatTheMethodNamesLeavesItsEffects() throws Exception {
        Task task = run(
                "lenient",
                attempt -> {
                    throw new IllegalStateException("lost");
                },
                done());

        assertThat(task.counts().failures()).isEqualTo(1);
        assertThat(effects()).containsExactly(1, 2);
    }

    /** The exception is one that the method's own rules would commit. */
    @Test
    void aTaskThatWasTakenBackLeavesNoEffect() throws Exception {
        Task task = run(
                "lenient",
                attempt -> {
                    takeBack(attempt.taskId());
                    return "lost";
                },
                done());

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.counts().failures()).isZero();
        assertThat(effects()).containsExactly(2);
    }

    /** As the leader does once the agent's session has ended: elsewhere than in the transaction of the handler. */
    private static void takeBack(long id) {
        Holder holder;
        try (HikariDataSource observer = pool()) {
            holder = new JdbcTemplate(observer)
                    .query(
                            "select session_id, claim from taskq.tasks where id = ?",
                            (row, number) -> new Holder(row.getLong(1), row.getLong(2)),
                            id)
                    .getFirst();
        }
        Completion lost = new Completion(
                id,
                holder,
                new Verdict(TaskStatus.QUEUED, Duration.ZERO, 0, 1, 0),
                AttemptOutcome.LOST,
                Optional.empty(),
                Optional.of("taken back"),
                false);
        assertThat(store.completions().complete(List.of(lost))).hasOnlyElementsOfType(CompletionResult.Recorded.class);
    }

    private static void markRollbackOnly() {
        new TransactionTemplate(context.getBean(DataSourceTransactionManager.class))
                .executeWithoutResult(status -> status.setRollbackOnly());
    }

    @Test
    void aRollbackThatWasSwallowedIsAFailure() throws Exception {
        Task task = run(
                "method",
                attempt -> {
                    markRollbackOnly();
                    return "done";
                },
                done());

        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.attempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.outcome()).isEqualTo(AttemptOutcome.FAILED);
            assertThat(attempt.error().orElseThrow()).contains("marked as rollback-only");
        });
        assertThat(effects()).containsExactly(2);
    }

    @Test
    void anOutcomeThatIsNoSuccessCommitsWithoutACompletion() throws Exception {
        Task task =
                run("method", attempt -> Outcome.retryAfter(Duration.ZERO, "not yet"), attempt -> Outcome.giveUp("no"));

        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error()).contains("no");
        assertThat(effects()).containsExactly(1, 2);
    }

    @Test
    void anOutcomeThatIsNoSuccessStandsWhereTheMethodRollsBack() throws Exception {
        Task task = run("method", attempt -> {
            markRollbackOnly();
            return Outcome.giveUp("no");
        });

        assertThat(task.error()).contains("no");
        assertThat(effects()).isEmpty();
    }

    @Test
    void aResultThatCannotBeStoredFailsTheTaskForGoodAndLeavesNoEffect() throws Exception {
        Task task = run("method", attempt -> "x".repeat(Outcome.MOST_RESULT_BYTES));

        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.error().orElseThrow()).startsWith("the result cannot be stored: ");
        assertThat(task.counts().attempt()).isEqualTo(1);
        assertThat(effects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"method", "of_class", "by_interface"})
    void aCheckpointIsRefusedInTheTransactionOfTheTask(String type) throws Exception {
        Task task = run(type, attempt -> {
            assertThatThrownBy(() -> attempt.checkpoint("half"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a transactional handler makes no checkpoint");
            return attempt.key() + " " + attempt.lastCheckpoint(String.class).isPresent();
        });

        assertThat(task.result()).contains("\"taskq-" + task.id() + " false\"");
        assertThat(isWrittenTogether(task)).isTrue();
    }

    @Test
    void aCheckpointIsMadeWithoutATransaction() throws Exception {
        Task task = run("without", attempt -> {
            attempt.checkpoint("half");
            return attempt.lastCheckpoint(String.class).orElseThrow();
        });

        assertThat(task.result()).contains("\"half\"");
    }

    // The start

    static class New {
        @TaskHandler(type = "new")
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        void handle() {}
    }

    static class Nested {
        @TaskHandler(type = "nested")
        @Transactional(propagation = Propagation.NESTED)
        void handle() {}
    }

    @Transactional(readOnly = true)
    static class Reading {
        @TaskHandler(type = "reading")
        void handle() {}
    }

    private static void refuses(Class<?> bean, String... parts) {
        assertThatThrownBy(() -> new AnnotationConfigApplicationContext(Application.class, bean))
                .isInstanceOf(BadHandlerException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aTransactionInWhichNoTaskCanBeCompletedStopsTheStart() {
        refuses(New.class, "New.handle", "propagation other than REQUIRED");
        refuses(Nested.class, "Nested.handle", "propagation other than REQUIRED");
        refuses(Reading.class, "Reading.handle", "read-only");
    }
}
