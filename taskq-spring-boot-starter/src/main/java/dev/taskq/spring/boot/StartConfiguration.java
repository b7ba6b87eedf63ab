package dev.taskq.spring.boot;

import dev.taskq.spring.StartWait;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the steps of a start share, of the store and of what uses it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TaskqProperties.class)
final class StartConfiguration {
    StartConfiguration() {}

    @Bean
    StartWait taskqStartWait(TaskqProperties properties) {
        return properties.startWait();
    }
}
