package dev.taskq.spring.boot;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.AgentLifecycle;
import dev.taskq.spring.Handlers;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The health of the coordinator and the agent here, in the groups {@code readiness} and {@code liveness} where there are such. */
@AutoConfiguration(
        after = TaskqAutoConfiguration.class,
        afterName = "org.springframework.boot.actuate.autoconfigure.availability.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass({HealthIndicator.class, HealthEndpointGroupsPostProcessor.class})
@ConditionalOnEnabledHealthIndicator("taskq")
@ConditionalOnBean(Handlers.class)
public final class TaskqHealthAutoConfiguration {
    TaskqHealthAutoConfiguration() {}

    @Bean
    TaskqState taskqState(ObjectProvider<Coordinator> coordinator, ObjectProvider<AgentLifecycle> agent) {
        return new TaskqState(Optional.ofNullable(coordinator.getIfUnique()), Optional.ofNullable(agent.getIfUnique()));
    }

    @Bean
    HealthIndicator taskqReadinessHealthIndicator(TaskqState taskqState) {
        return () -> health(taskqState.readiness());
    }

    @Bean
    HealthIndicator taskqLivenessHealthIndicator(TaskqState taskqState) {
        return () -> health(taskqState.liveness());
    }

    @Bean
    static HealthEndpointGroupsPostProcessor taskqHealthGroups() {
        return groups ->
                new TaskqHealthGroups(groups, Map.of("readiness", "taskqReadiness", "liveness", "taskqLiveness"));
    }

    private static Health health(TaskqState.Health health) {
        return Health.status(new Status(health.verdict().name()))
                .withDetails(health.details())
                .build();
    }
}
