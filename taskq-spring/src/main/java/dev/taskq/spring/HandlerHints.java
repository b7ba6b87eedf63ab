package dev.taskq.spring;

import dev.taskq.Outcome;
import java.lang.reflect.Method;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.aot.BeanFactoryInitializationCode;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells a native image, ahead of time, of what is called and mapped by reflection: the methods of handlers, their params
 * and results.
 */
final class HandlerHints implements BeanFactoryInitializationAotProcessor {
    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        Collection<HandlerMethod> methods = new HandlerMethods(beans).find().keySet();
        return methods.isEmpty() ? null : new Contribution(methods);
    }

    /** The hints for methods. */
    private record Contribution(Collection<HandlerMethod> methods) implements BeanFactoryInitializationAotContribution {
        @Override
        public void applyTo(GenerationContext context, BeanFactoryInitializationCode code) {
            methods.forEach(method -> register(method, context.getRuntimeHints()));
        }

        private static void register(HandlerMethod handler, RuntimeHints hints) {
            Method method = handler.method();
            hints.reflection().registerMethod(method, ExecutableMode.INVOKE);
            BindingReflectionHintsRegistrar binding = new BindingReflectionHintsRegistrar();
            handler.paramsType().ifPresent(type -> binding.registerReflectionHints(hints.reflection(), type.getType()));
            Class<?> result = method.getReturnType();
            if (result != void.class && !Outcome.class.isAssignableFrom(result)) {
                binding.registerReflectionHints(hints.reflection(), method.getGenericReturnType());
            }
        }
    }
}
