package dev.taskq.spring.boot;

import dev.taskq.TaskQueue;
import dev.taskq.redis.RedisConfig;
import dev.taskq.redis.RedisTaskQueue;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The queue of hints in Redis, if taskq-redis is there and an address is set. */
@AutoConfiguration
@ConditionalOnClass(RedisTaskQueue.class)
@ConditionalOnBooleanProperty(name = "taskq.enabled", matchIfMissing = true)
@ConditionalOnBooleanProperty(name = "taskq.redis.enabled", matchIfMissing = true)
@ConditionalOnMissingBean(TaskQueue.class)
@Conditional(TaskqRedisAutoConfiguration.OnAddress.class)
@EnableConfigurationProperties(TaskqProperties.class)
public final class TaskqRedisAutoConfiguration {
    TaskqRedisAutoConfiguration() {}

    @Bean
    RedisTaskQueue taskqQueue(TaskqProperties properties, Environment environment) {
        RedisAddress.refusal(environment).ifPresent(refusal -> {
            throw new InvalidConfigurationPropertyValueException(
                    refusal.property(), environment.getProperty(refusal.property()), refusal.text());
        });
        TaskqProperties.RedisProperties redis = properties.redis();
        RedisAddress address = RedisAddress.find(environment).orElseThrow();
        return RedisTaskQueue.open(Checked.of(RedisConfig.of("redis://localhost"))
                // The address contains the password, so no message shows it.
                .set(address.property(), "***", (unset, hidden) -> RedisConfig.of(address.url()))
                .set("taskq.redis.key-prefix", redis.keyPrefix(), RedisConfig::withKeyPrefix)
                .set("taskq.redis.command-timeout", redis.commandTimeout(), RedisConfig::withCommandTimeout)
                .set("taskq.redis.connect-timeout", redis.connectTimeout(), RedisConfig::withConnectTimeout)
                .value());
    }

    /** Whether an address is set, or what cannot be an address and is refused. */
    static final class OnAddress extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return RedisAddress.find(context.getEnvironment()).isPresent()
                            || RedisAddress.refusal(context.getEnvironment()).isPresent()
                    ? ConditionOutcome.match()
                    : ConditionOutcome.noMatch(
                            ConditionMessage.of("neither taskq.redis.url nor spring.data.redis.* is set"));
        }
    }
}
