package dev.taskq.spring;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/** Finds the methods with {@link TaskHandler} or {@link Recurring} in the beans of a context. It makes no bean. */
final class HandlerMethods {
    private final ConfigurableListableBeanFactory beans;

    HandlerMethods(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * All of them, in the order of the beans.
     *
     * @throws BadHandlerException if one is declared wrongly
     */
    Map<HandlerMethod, Declaration> find() {
        Map<HandlerMethod, Declaration> found = new LinkedHashMap<>();
        for (String bean : beans.getBeanNamesForType(Object.class, true, false)) {
            Class<?> declared = ScopedProxyUtils.isScopedTarget(bean) ? null : targetClass(bean);
            if (declared != null
                    && AnnotationUtils.isCandidateClass(declared, List.of(TaskHandler.class, Recurring.class))) {
                find(bean, ClassUtils.getUserClass(declared), found);
            }
        }
        return found;
    }

    private @Nullable Class<?> targetClass(String bean) {
        try {
            Class<?> type = AutoProxyUtils.determineTargetClass(beans, bean);
            // A proxy that the application made itself.
            boolean isProxy = type != null && Proxy.isProxyClass(type) && beans.containsSingleton(bean);
            return isProxy ? AopUtils.getTargetClass(beans.getBean(bean)) : type;
        } catch (NoClassDefFoundError | RuntimeException e) {
            // A bean whose class cannot be told without making it, or refers to a library that is not here.
            return null;
        }
    }

    private void find(String bean, Class<?> type, Map<HandlerMethod, Declaration> found) {
        TaskHandler ofClass = AnnotatedElementUtils.findMergedAnnotation(type, TaskHandler.class);
        Method only = ofClass == null ? null : onlyMethod(bean, type);
        Map<Method, Declaration> annotated =
                MethodIntrospector.selectMethods(type, (MethodIntrospector.MetadataLookup<Declaration>)
                        method -> declaration(bean, method, method.equals(only) ? ofClass : null));
        annotated.forEach((method, how) -> found.put(new HandlerMethod(beans, bean, type, method), how));
    }

    private static @Nullable Declaration declaration(String bean, Method method, @Nullable TaskHandler ofClass) {
        TaskHandler ofMethod = AnnotatedElementUtils.findMergedAnnotation(method, TaskHandler.class);
        TaskHandler handler = ofMethod == null ? ofClass : ofMethod;
        Recurring recurring = AnnotatedElementUtils.findMergedAnnotation(method, Recurring.class);
        if (handler != null) {
            return Declaration.of(handler, Optional.ofNullable(recurring));
        }
        return recurring == null
                ? null
                : Declaration.of(RecurringMethod.name(bean, method.getName(), recurring), recurring);
    }

    private static Method onlyMethod(String bean, Class<?> type) {
        List<Method> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.isSynthetic())
                .toList();
        if (methods.size() != 1) {
            throw new BadHandlerException("the class " + type.getSimpleName() + " of the bean '" + bean
                    + "' has @TaskHandler and " + methods.size()
                    + " public methods: it must have one, or the annotation must be on a method");
        }
        return methods.getFirst();
    }
}
