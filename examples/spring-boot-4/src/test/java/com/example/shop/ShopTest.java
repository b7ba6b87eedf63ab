package com.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.shop.Orders.Ship;
import dev.taskq.Submitted;
import dev.taskq.Task;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.rig.backend.Backends;
import dev.taskq.rig.backend.PostgresBackend;
import dev.taskq.rig.backend.RedisBackend;
import dev.taskq.testkit.TestTimeouts;
import dev.taskq.testkit.contract.Eventually;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The shop on a real Postgres: it ships what was ordered, and the traps of background work are none. */
class ShopTest {
    private static PostgresBackend postgres;
    private static RedisBackend redis;
    private static Path aheadOfTime;
    private static Set<Thread> threadsBefore;
    private static ConfigurableApplicationContext shop;

    /**
     * The first instance has no agent, takes an order, and is killed as soon as that is answered. Only then another instance starts,
     * which the other tests share.
     */
    @BeforeAll
    static void killAnInstanceAfterItsCommitAndStartAnother(@TempDir Path folder) throws Exception {
        postgres = Backends.postgres();
        redis = Backends.redis();
        aheadOfTime = AheadOfTime.process(folder, List.of("--taskq.agent.enabled=false"));
        try (Instance killed = Instance.start(aheadOfTime, postgres, "--taskq.agent.enabled=false")) {
            assertThat(Instance.order(killed.port(), "of an instance that is killed")).startsWith("200 ");
            assertThat(killed.said()).anyMatch(line -> line.contains("Starting AOT-processed Shop"));
        }
        assertThat(AheadOfTime.hints(aheadOfTime))
                .contains("com.example.shop.Orders$Ship", "com.example.shop.Shipping$Label");
        threadsBefore = new HashSet<>(Thread.getAllStackTraces().keySet());
        List<String> arguments = new ArrayList<>(Instance.arguments(postgres));
        arguments.add("--taskq.redis.url=" + redis.uri());
        arguments.add("--taskq.redis.key-prefix=" + redis.keyPrefix());
        shop = SpringApplication.run(Shop.class, arguments.toArray(String[]::new));
    }

    /** Last: a closed shop leaves no thread. */
    @AfterAll
    static void closeTheShop() throws Exception {
        if (shop != null) {
            shop.close();
        }
        AtomicReference<List<String>> left = new AtomicReference<>();
        try {
            Eventually.until(TestTimeouts.LONG, () -> {
                left.set(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !threadsBefore.contains(thread))
                        // Of the driver and of the JDK, which stay for the life of the process.
                        .filter(thread -> !thread.getName().matches("PostgreSQL-JDBC-.*|.*Cleaner.*|ForkJoinPool.*|HttpClient.*|.*Keep-Alive.*|.*-unparker|VirtualThread.*|.*Poller"))
                        .map(Thread::getName)
                        .toList());
                return left.get().isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError("threads are left: " + left.get(), e);
        } finally {
            redis.close();
            postgres.close();
        }
    }

    private static int port() {
        return shop.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    private static TransactionTemplate transaction() {
        return new TransactionTemplate(shop.getBean(PlatformTransactionManager.class));
    }

    private static void awaitShipped(long order) throws InterruptedException {
        Orders orders = shop.getBean(Orders.class);
        Eventually.until(TestTimeouts.LONG, () -> orders.isShipped(order));
    }

    @Test
    void anOrderOverHttpIsShipped() throws Exception {
        String placed = Instance.order(port(), "book");

        assertThat(placed).matches("200 \\{\"id\":\\d+,\"shipped\":false}");
        long order = Long.parseLong(placed.replaceAll("\\D*200\\D*(\\d+).*", "$1"));
        awaitShipped(order);
        assertThat(Instance.get(port(), "/orders/" + order)).contains("\"shipped\":true");
    }

    @Test
    void theResultIsWhatTheMethodReturned() throws Exception {
        AtomicReference<Submitted> submitted = new AtomicReference<>();
        Long order = transaction().execute(status -> {
            Long id = shop.getBean(JdbcTemplate.class)
                    .queryForObject("insert into orders (item) values ('pen') returning id", Long.class);
            submitted.set(shop.getBean(TaskSubmitter.class).submit(Orders.SHIP.task(new Ship(id))));
            return id;
        });

        Task task = shop.getBean(Coordinator.class)
                .await(submitted.get().id(), TestTimeouts.LONG)
                .orElseThrow();

        assertThat(task.result(Shipping.Label.class)).isEqualTo(new Shipping.Label(order, 1));
    }

    @Test
    void anOrderIsMarkedInTheTransactionInWhichItsTaskSucceeds() throws Exception {
        long order = shop.getBean(Orders.class).place("pencil");

        awaitShipped(order);

        assertThat(shop.getBean(JdbcTemplate.class)
                        .queryForObject(
                                "select o.xmin = t.xmin and t.status = 'succeeded' from orders o"
                                        + " join taskq.tasks t on t.payload ->> 'order' = o.id::text where o.id = ?",
                                Boolean.class,
                                order))
                .isTrue();
    }

    @Test
    void aRollbackLeavesNeitherOrderNorTask() {
        JdbcTemplate jdbc = shop.getBean(JdbcTemplate.class);
        AtomicReference<Long> rolledBack = new AtomicReference<>();

        transaction().executeWithoutResult(status -> {
            rolledBack.set(shop.getBean(Orders.class).place("nothing"));
            assertThat(tasksOf(rolledBack.get(), jdbc)).isOne();
            status.setRollbackOnly();
        });

        assertThat(tasksOf(rolledBack.get(), jdbc)).isZero();
        assertThat(jdbc.queryForObject("select count(*) from orders where item = 'nothing'", Integer.class))
                .isZero();
    }

    private static Integer tasksOf(long order, JdbcTemplate jdbc) {
        return jdbc.queryForObject(
                "select count(*) from taskq.tasks where payload ->> 'order' = ?", Integer.class, Long.toString(order));
    }

    @Test
    void aTaskNeverRunsBeforeItsOrderIsVisible() throws Exception {
        Orders orders = shop.getBean(Orders.class);
        AtomicReference<Long> early = new AtomicReference<>();

        transaction().executeWithoutResult(status -> {
            early.set(orders.place("early"));
            // Meanwhile an order that was placed later is shipped, so the agent had its chance.
            CompletableFuture.runAsync(() -> {
                        try {
                            awaitShipped(orders.place("later"));
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .join();
            assertThat(orders.isShipped(early.get())).isFalse();
        });

        awaitShipped(early.get());
        assertThat(shop.getBean(JdbcTemplate.class)
                        .queryForObject(
                                "select count(*) from taskq.task_attempts a join taskq.tasks t on t.id = a.task_id"
                                        + " where t.payload ->> 'order' = ?",
                                Integer.class,
                                Long.toString(early.get())))
                .as("attempts that failed")
                .isZero();
    }

    @Test
    void anOrderWhoseInstanceWasKilledAfterTheCommitIsShippedByAnother() throws Exception {
        Long order = shop.getBean(JdbcTemplate.class)
                .queryForObject("select id from orders where item = 'of an instance that is killed'", Long.class);

        awaitShipped(order);
    }

    @Test
    void theActuatorShowsHealthMetricsAndTaskq() throws Exception {
        // Filled by the leader, a while after the start.
        Eventually.until(TestTimeouts.LONG, () -> taskq().contains("\"agents\":[{"));

        assertThat(taskq()).startsWith("200 ").contains("\"type\":\"ship\"", "\"timeout\":\"PT30S\"", "\"name\":\"shop\"");
        assertThat(Instance.get(port(), "/actuator/health"))
                .contains("\"coordinator\":\"ready\",\"agent\":\"ready\"", "\"coordinator\":\"sound\",\"agent\":\"sound\"");
        assertThat(Instance.get(port(), "/actuator/health/readiness")).isEqualTo("200 {\"status\":\"UP\"}");
        assertThat(groups("get('readiness').isMember('taskqReadiness')")).isTrue();
        assertThat(groups("get('liveness').isMember('taskqLiveness')")).isTrue();
        assertThat(groups("get('liveness').isMember('taskqReadiness')")).isFalse();
        assertThat(Instance.get(port(), "/actuator/metrics"))
                .contains("\"taskq.run\"", "\"taskq.leads\"", "\"taskq.task.run\"", "\"taskq.task.submit\"");
    }

    /** Asks the groups of the health endpoint, whose classes have other names in each version of Boot. */
    private static Boolean groups(String question) {
        return new SpelExpressionParser()
                .parseExpression(question)
                .getValue(shop.getBean("healthEndpointGroups"), Boolean.class);
    }

    private static String taskq() {
        try {
            return Instance.get(port(), "/actuator/taskq");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void handlersRunOnVirtualThreadsIfTheApplicationDoes() {
        Set<String> kinds = shop.getBean(dev.taskq.spring.Handlers.class).all().stream()
                .map(handler -> handler.threads().name())
                .collect(Collectors.toSet());

        assertThat(kinds).containsExactly("VIRTUAL");
    }
}
