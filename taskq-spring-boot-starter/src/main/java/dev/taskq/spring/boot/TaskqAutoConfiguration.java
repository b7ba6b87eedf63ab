package dev.taskq.spring.boot;

import dev.taskq.JsonMapping;
import dev.taskq.TaskHandler.Threads;
import dev.taskq.TaskQueue;
import dev.taskq.TaskStore;
import dev.taskq.TaskSubmitter;
import dev.taskq.agent.Agent;
import dev.taskq.agent.AgentBuilder;
import dev.taskq.agent.AgentConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorBuilder;
import dev.taskq.postgres.PostgresTaskStore;
import dev.taskq.spring.AgentLifecycle;
import dev.taskq.spring.CoordinatorLifecycle;
import dev.taskq.spring.CoordinatorSubmitter;
import dev.taskq.spring.HandlerSettings;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.ScheduleLifecycle;
import dev.taskq.spring.SpringTaskSubmitter;
import dev.taskq.spring.StartWait;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * A coordinator, an agent with the handlers of the application, and a submitter, on the application's {@code DataSource} or on a
 * {@link TaskStore} that it has. What the application has as a bean is not made again.
 */
@AutoConfiguration(
        after = {TaskqStoreAutoConfiguration.class, TaskqRedisAutoConfiguration.class, TaskqJsonAutoConfiguration.class
        },
        afterName = {
            "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration"
        })
@ConditionalOnBooleanProperty(name = "taskq.enabled", matchIfMissing = true)
@EnableConfigurationProperties(TaskqProperties.class)
@Import(StartConfiguration.class)
public final class TaskqAutoConfiguration {
    TaskqAutoConfiguration() {}

    @Bean
    @ConditionalOnBean(TaskStore.class)
    @ConditionalOnMissingBean
    @ConditionalOnBooleanProperty(name = "taskq.coordinator.enabled", matchIfMissing = true)
    Coordinator taskqCoordinator(
            TaskStore store,
            ObjectProvider<TaskQueue> queue,
            ObjectProvider<MeterRegistry> meters,
            TaskqProperties properties,
            Environment environment) {
        CoordinatorBuilder builder =
                Coordinator.builder(store).config(properties.coordinatorConfig(Names.of(environment)));
        queue.ifUnique(builder::queue);
        meters.ifUnique(builder::meterRegistry);
        return builder.build();
    }

    /** Not for a coordinator of the application, which starts it. */
    @Bean
    @ConditionalOnBean(name = "taskqCoordinator")
    CoordinatorLifecycle taskqCoordinatorLifecycle(Coordinator taskqCoordinator, StartWait taskqStartWait) {
        return new CoordinatorLifecycle(taskqCoordinator, taskqStartWait);
    }

    /** The caller tells the schedules of this application from those of others. */
    @Bean
    @ConditionalOnBean(Coordinator.class)
    @ConditionalOnMissingBean
    ScheduleLifecycle taskqScheduleLifecycle(
            Handlers handlers, Coordinator coordinator, StartWait taskqStartWait, Environment environment) {
        String application = environment.getProperty("spring.application.name", "");
        return new ScheduleLifecycle(
                handlers, coordinator, application.isEmpty() ? "spring" : "spring:" + application, taskqStartWait);
    }

    @Bean
    @ConditionalOnMissingBean
    Handlers taskqHandlers(
            ObjectProvider<TaskStore> store,
            ObjectProvider<JsonMapping> mapping,
            ObjectProvider<ObservationRegistry> observations,
            Environment environment) {
        boolean virtual = environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false);
        return new Handlers(HandlerSettings.DEFAULTS
                .withMapping(mapping.getIfUnique(JsonMapping::strict))
                .withThreads(virtual ? Threads.VIRTUAL : Threads.PLATFORM)
                .withObservations(observations.getIfUnique(() -> ObservationRegistry.NOOP))
                .withDataSource(dataSource(store.getIfUnique())));
    }

    private static Optional<DataSource> dataSource(@Nullable TaskStore store) {
        return store instanceof PostgresTaskStore postgres ? postgres.dataSource() : Optional.empty();
    }

    @Bean
    @ConditionalOnBean(TaskStore.class)
    @ConditionalOnMissingBean({Agent.class, AgentLifecycle.class})
    @ConditionalOnBooleanProperty(name = "taskq.agent.enabled", matchIfMissing = true)
    AgentLifecycle taskqAgentLifecycle(
            Handlers handlers,
            TaskStore store,
            ObjectProvider<TaskQueue> queue,
            ObjectProvider<MeterRegistry> meters,
            TaskqProperties properties,
            StartWait taskqStartWait,
            ObjectProvider<BuildProperties> build,
            Environment environment) {
        AgentConfig config = properties.agentConfig(
                Names.of(environment), Optional.ofNullable(build.getIfUnique()).map(BuildProperties::getVersion));
        return new AgentLifecycle(
                handlers,
                all -> {
                    AgentBuilder builder = Agent.builder(store).config(config).handlers(all);
                    queue.ifUnique(builder::queue);
                    meters.ifUnique(builder::meterRegistry);
                    return builder.build();
                },
                taskqStartWait);
    }

    /** For a store of the application's own: it is part of transactions if the store is on a {@code DataSource}. */
    @Bean
    @ConditionalOnBean(Coordinator.class)
    @ConditionalOnMissingBean
    TaskSubmitter taskqSubmitter(
            ObjectProvider<TaskStore> store,
            Coordinator coordinator,
            ObjectProvider<ObservationRegistry> observations) {
        ObservationRegistry registry = observations.getIfUnique(() -> ObservationRegistry.NOOP);
        return dataSource(store.getIfUnique())
                .<TaskSubmitter>map(source -> new SpringTaskSubmitter(source, coordinator::promote, registry))
                .orElseGet(() -> new CoordinatorSubmitter(coordinator, registry));
    }

    @Bean
    StartReport taskqStartReport(
            ObjectProvider<TaskStore> store,
            ObjectProvider<Coordinator> coordinator,
            ObjectProvider<AgentLifecycle> agent,
            ObjectProvider<TaskQueue> queue,
            ObjectProvider<TaskSubmitter> submitter,
            Handlers handlers,
            TaskqProperties properties,
            ApplicationContext context) {
        return new StartReport(store, coordinator, agent, queue, submitter, handlers, properties, context);
    }
}
