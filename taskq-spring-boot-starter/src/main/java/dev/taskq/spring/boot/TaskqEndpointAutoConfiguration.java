package dev.taskq.spring.boot;

import dev.taskq.coordinator.Coordinator;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.ScheduleLifecycle;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The actuator endpoint, if the actuator is there and exposes it. */
@AutoConfiguration(after = TaskqAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(Handlers.class)
public final class TaskqEndpointAutoConfiguration {
    TaskqEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnAvailableEndpoint
    TaskqEndpoint taskqEndpoint(
            ObjectProvider<Coordinator> coordinator, ObjectProvider<ScheduleLifecycle> schedules, Handlers handlers) {
        return new TaskqEndpoint(
                Optional.ofNullable(coordinator.getIfUnique()), Optional.ofNullable(schedules.getIfUnique()), handlers);
    }
}
