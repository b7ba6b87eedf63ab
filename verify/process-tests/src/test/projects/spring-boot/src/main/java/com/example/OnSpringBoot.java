package com.example;

import dev.taskq.Outcome;
import dev.taskq.TaskFilter;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A task on Boot's data source, run by the beans of the documentation, and one on a pool of taskq's own, with Redis. */
@SpringBootApplication
public class OnSpringBoot {
    record Greet(String name) {}

    private static final TaskType<Greet> ON_DATA_SOURCE = TaskType.of("greet_on_data_source", Greet.class);
    private static final TaskType<Greet> ON_URL = TaskType.of("greet_on_url", Greet.class);

    @Bean
    TaskHandler<Greet> greeter() {
        return greeter(ON_DATA_SOURCE);
    }

    public static void main(String[] args) throws InterruptedException {
        try (ConfigurableApplicationContext context = SpringApplication.run(OnSpringBoot.class, args)) {
            System.out.println("flyway beans: " + Arrays.stream(context.getBeanDefinitionNames())
                    .filter(name -> name.toLowerCase().contains("flyway"))
                    .toList());
            greet(context.getBean(Coordinator.class), ON_DATA_SOURCE, "data source");
            ship(context);
            greetOnUrl(context.getEnvironment());
        }
    }

    /** An order and its task: both, or neither. */
    private static void ship(ConfigurableApplicationContext context) throws InterruptedException {
        Orders orders = context.getBean(Orders.class);
        Coordinator coordinator = context.getBean(Coordinator.class);
        long slow = new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(status -> {
            long id = orders.place(1);
            try {
                Thread.sleep(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            System.out.println("before the commit: " + coordinator.find(id));
            return id;
        });
        System.out.println(coordinator.await(slow, Duration.ofSeconds(30)).orElseThrow().result(String.class));
        new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            orders.place(2);
            status.setRollbackOnly();
        });
        System.out.println("shipped: "
                + coordinator.list(TaskFilter.ALL.withType(Orders.SHIP.name()), Optional.empty(), 10).tasks().size());
    }

    private static void greetOnUrl(Environment settings) throws InterruptedException {
        PostgresConfig config = PostgresConfig.of(
                settings.getRequiredProperty("spring.datasource.url"),
                settings.getRequiredProperty("spring.datasource.username"),
                settings.getProperty("spring.datasource.password", ""));
        try (RedisTaskQueue queue = RedisTaskQueue.open(RedisConfig.of(settings.getRequiredProperty("redis")));
                PostgresTaskStore store = PostgresTaskStore.open(config);
                Coordinator coordinator = Coordinator.builder(store).queue(queue).build().start();
                Agent agent = Agent.builder(store).queue(queue).handler(greeter(ON_URL)).build().start()) {
            queue.probe(RedisTaskQueue.Use.ADD);
            queue.probe(RedisTaskQueue.Use.TAKE);
            greet(coordinator, ON_URL, "URL");
        }
    }

    private static TaskHandler<Greet> greeter(TaskType<Greet> type) {
        return TaskHandler.of(type, (context, params) -> Outcome.done("Hello, " + params.name()));
    }

    private static void greet(Coordinator coordinator, TaskType<Greet> type, String name) throws InterruptedException {
        long id = coordinator.submit(type.task(new Greet(name))).id();
        System.out.println(coordinator.await(id, Duration.ofSeconds(30)).orElseThrow().result(String.class));
        coordinator.list(TaskFilter.ALL, Optional.empty(), 10);
    }
}
