package dev.taskq.spring.boot;

import dev.taskq.console.Console;
import dev.taskq.console.ConsoleConfig;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.TaskqServer;
import dev.taskq.server.TaskqServerBuilder;
import dev.taskq.server.Tokens;
import dev.taskq.spring.ConsoleAccess;
import dev.taskq.spring.ConsoleOnApplicationPort;
import dev.taskq.spring.ServerLifecycle;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * The console, if it is switched on and taskq-console is there: on a port of its own, where persons sign in with a token, or among
 * the pages of the application, which says what a person may do.
 */
@AutoConfiguration(after = TaskqAutoConfiguration.class)
@ConditionalOnClass(Console.class)
@ConditionalOnBean(Coordinator.class)
@ConditionalOnBooleanProperty(name = "taskq.console.enabled")
@EnableConfigurationProperties(TaskqProperties.class)
public final class TaskqConsoleAutoConfiguration {
    private static final String PORT = "taskq.console.port";
    private static final String CONFIG = "taskqConsoleConfig";

    /** Refuses the properties of the config if the application has a config of its own: they would have no effect. */
    TaskqConsoleAutoConfiguration(BeanFactory beans, Environment environment) {
        if (!beans.containsBean(CONFIG)) {
            ConsoleSettings.refuseBesideABean(environment);
        }
    }

    @Bean(CONFIG)
    @ConditionalOnMissingBean
    ConsoleConfig taskqConsoleConfig(TaskqProperties properties) {
        return ConsoleSettings.config(properties.console());
    }

    /** On a port of its own. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(WithPort.class)
    static final class OnOwnPort {
        @Bean
        @ConditionalOnMissingBean
        Tokens taskqTokens(TaskqProperties properties) {
            return ConsoleSettings.tokens(properties.console());
        }

        @Bean
        ServerLifecycle taskqServerLifecycle(
                Coordinator coordinator,
                Tokens tokens,
                ConsoleConfig config,
                ObjectProvider<MeterRegistry> meters,
                TaskqProperties properties) {
            TaskqServerBuilder builder = ConsoleSettings.listening(
                            TaskqServer.builder(coordinator), properties.console())
                    .tokens(tokens)
                    .grace(properties.coordinator().grace())
                    .console(Console.of(config));
            meters.ifUnique(builder::meterRegistry);
            return new ServerLifecycle(builder.build());
        }
    }

    /** Among the pages of the application. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(WithoutPort.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @ConditionalOnClass(name = "org.springframework.web.servlet.handler.SimpleUrlHandlerMapping")
    @ConditionalOnBean(ConsoleAccess.class)
    @Import(ConsoleOnApplicationPort.class)
    static final class OnApplicationPort {}

    /** Whether a port of its own is set. */
    static final class WithPort extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return isSet(context)
                    ? ConditionOutcome.match()
                    : ConditionOutcome.noMatch(ConditionMessage.of(PORT + " is not set"));
        }
    }

    /** Whether none is set. */
    static final class WithoutPort extends SpringBootCondition {
        @Override
        public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return isSet(context)
                    ? ConditionOutcome.noMatch(ConditionMessage.of(PORT + " is set"))
                    : ConditionOutcome.match();
        }
    }

    private static boolean isSet(ConditionContext context) {
        return StringUtils.hasText(context.getEnvironment().getProperty(PORT));
    }
}
