package dev.taskq.spring.boot.test;

import dev.taskq.JsonMapping;
import dev.taskq.TaskSubmitter;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.coordinator.CoordinatorConfig;
import dev.taskq.spring.AgentLifecycle;
import dev.taskq.spring.HandlerSettings;
import dev.taskq.spring.Handlers;
import dev.taskq.spring.StartWait;
import dev.taskq.test.TaskqTester;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** A tester with the handlers of the context. It stands in for the auto-configuration of the starters. */
@AutoConfiguration(afterName = "dev.taskq.spring.boot.TaskqJsonAutoConfiguration")
final class TaskqTestAutoConfiguration {
    TaskqTestAutoConfiguration() {}

    @Bean
    TaskqTester taskqTester(ObjectProvider<CoordinatorConfig> config) {
        return TaskqTester.builder()
                .config(config.getIfUnique(() -> CoordinatorConfig.DEFAULTS))
                .build();
    }

    @Bean
    Coordinator taskqCoordinator(TaskqTester taskqTester) {
        return taskqTester.coordinator();
    }

    @Bean
    TaskSubmitter taskqSubmitter(TaskqTester taskqTester) {
        return taskqTester.submitter();
    }

    @Bean
    Handlers taskqHandlers(ObjectProvider<JsonMapping> mapping) {
        return new Handlers(HandlerSettings.DEFAULTS.withMapping(mapping.getIfUnique(JsonMapping::strict)));
    }

    @Bean
    AgentLifecycle taskqAgentLifecycle(Handlers taskqHandlers, TaskqTester taskqTester) {
        return new AgentLifecycle(taskqHandlers, taskqTester::newAgent, new StartWait(Duration.ZERO));
    }
}
