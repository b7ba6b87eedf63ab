package dev.taskq.spring.boot.test;

import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Leaves out the auto-configuration of the application, and its components that are no handlers. Contexts with equal ones are
 * shared. Immutable.
 *
 * @param components the only ones, or none for all handlers
 */
record HandlersOnly(Set<Class<?>> components) implements ContextCustomizer {
    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration merged) {
        TestPropertyValues.of(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY + "=false")
                .applyTo(context);
        Set<String> names = components.stream().map(Class::getName).collect(Collectors.toUnmodifiableSet());
        context.getBeanFactory().registerSingleton("taskqTestFilter", new OtherComponents(names));
    }
}
