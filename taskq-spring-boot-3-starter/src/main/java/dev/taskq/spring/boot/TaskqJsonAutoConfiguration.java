package dev.taskq.spring.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskq.JsonMapping;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** A mapping by the application's mapper of Jackson, if {@code taskq.json} asks for it. */
@AutoConfiguration(afterName = "org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration")
@ConditionalOnProperty(name = "taskq.json", havingValue = "application")
public final class TaskqJsonAutoConfiguration {
    TaskqJsonAutoConfiguration() {}

    @Bean
    @ConditionalOnBean(ObjectMapper.class)
    @ConditionalOnMissingBean
    JsonMapping taskqJsonMapping(ObjectMapper mapper) {
        return JsonMapping.of(mapper::writeValueAsString, mapper::readValue);
    }
}
