package dev.taskq.spring.boot;

import dev.taskq.JsonMapping;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** A mapping by the application's mapper of Jackson 3, if {@code taskq.json} asks for it. */
@AutoConfiguration(afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnProperty(name = "taskq.json", havingValue = "application")
@ConditionalOnClass(JsonMapper.class)
public final class TaskqJsonAutoConfiguration {
    TaskqJsonAutoConfiguration() {}

    @Bean
    @ConditionalOnBean(JsonMapper.class)
    @ConditionalOnMissingBean
    JsonMapping taskqJsonMapping(JsonMapper mapper) {
        return JsonMapping.of(mapper::writeValueAsString, mapper::readValue);
    }
}
