package dev.taskq.spring.boot.test;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Restricts the context of a test with {@link TaskqTest}. */
final class HandlersOnlyFactory implements ContextCustomizerFactory {
    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        TaskqTest test = TestContextAnnotationUtils.findMergedAnnotation(testClass, TaskqTest.class);
        return test == null ? null : new HandlersOnly(Set.of(test.value()));
    }
}
