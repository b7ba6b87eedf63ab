package com.example;

import dev.taskq.Outcome;
import dev.taskq.TaskHandler;
import dev.taskq.TaskType;
import dev.taskq.agent.Agent;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.postgres.PostgresConfig;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** A task on Boot's data source, and one on a pool of taskq's own; with Redis. */
@SpringBootApplication
public class OnSpringBoot {
    record Greet(String name) {}

    private static final TaskType<Greet> GREET = TaskType.of("greet", Greet.class);

    @Bean
    PostgresTaskStore onDataSource(DataSource source) {
        return PostgresTaskStore.open(source).migrate();
    }

    @Bean
    PostgresTaskStore onUrl(Environment settings) {
        return PostgresTaskStore.open(PostgresConfig.of(
                settings.getRequiredProperty("spring.datasource.url"),
                settings.getRequiredProperty("spring.datasource.username"),
                settings.getProperty("spring.datasource.password", "")));
    }

    @Bean
    RedisTaskQueue queue(Environment settings) {
        return RedisTaskQueue.open(RedisConfig.of(settings.getRequiredProperty("redis")));
    }

    public static void main(String[] args) throws InterruptedException {
        try (ConfigurableApplicationContext context = SpringApplication.run(OnSpringBoot.class, args)) {
            System.out.println("flyway beans: " + Arrays.stream(context.getBeanDefinitionNames())
                    .filter(name -> name.toLowerCase().contains("flyway"))
                    .toList());
            RedisTaskQueue queue = context.getBean(RedisTaskQueue.class);
            queue.probe(RedisTaskQueue.Use.ADD);
            queue.probe(RedisTaskQueue.Use.TAKE);
            run("data source", context.getBean("onDataSource", PostgresTaskStore.class), queue);
            run("URL", context.getBean("onUrl", PostgresTaskStore.class), queue);
        }
    }

    private static void run(String on, TaskStore store, TaskQueue queue) throws InterruptedException {
        TaskHandler<Greet> greeter =
                TaskHandler.of(GREET, (context, params) -> Outcome.done("Hello, " + params.name()));
        try (Coordinator coordinator = Coordinator.builder(store).queue(queue).build().start();
                Agent agent = Agent.builder(store).queue(queue).handler(greeter).build().start()) {
            long id = coordinator.submit(GREET.task(new Greet(on))).id();
            System.out.println(coordinator.await(id, Duration.ofSeconds(30)).orElseThrow().result(String.class));
            coordinator.list(dev.taskq.TaskFilter.ALL, java.util.Optional.empty(), 10);
        }
    }
}
