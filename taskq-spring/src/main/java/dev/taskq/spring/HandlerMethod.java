package dev.taskq.spring;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method of a bean that runs attempts. It is the only place that calls such a method. Immutable and thread-safe.
 *
 * @param beans where the bean is taken from, at each call
 * @param bean the bean's name
 * @param targetClass the class of the bean, without proxies
 * @param method the method, as the class declares it
 */
record HandlerMethod(BeanFactory beans, String bean, Class<?> targetClass, Method method) {
    private static final List<Class<?>> NOT_VALUES = List.of(Future.class, CompletionStage.class, Flow.Publisher.class);
    private static final List<Class<?>> NO_OBJECTS = List.of(
            CharSequence.class, Number.class, Collection.class, Optional.class, Temporal.class, TemporalAmount.class);
    private static final ResolvableType ANY_OBJECT =
            ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class);

    /** Checks the signature. */
    HandlerMethod {
        if (KotlinDetector.isKotlinPresent() && KotlinDetector.isSuspendingFunction(method)) {
            throw bad(bean, method, "is a suspend function: use runBlocking inside, because a handler may block");
        }
        if (Modifier.isStatic(method.getModifiers())) {
            throw bad(bean, method, "is static: a handler is a method of the bean");
        }
        if (isNoValue(method.getReturnType())) {
            throw bad(
                    bean,
                    method,
                    "returns a " + method.getReturnType().getSimpleName()
                            + ": return the value itself, because a handler may block");
        }
        long params = params(method).count();
        if (params > 1 || method.getParameterCount() - params > 1) {
            throw bad(bean, method, "takes more than the params and a TaskContext: put all params into one class");
        }
        params(method)
                .mapToObj(place -> ResolvableType.forMethodParameter(method, place, targetClass))
                .filter(type -> type.hasGenerics() && !ANY_OBJECT.isAssignableFrom(type))
                .forEach(type -> {
                    throw bad(
                            bean,
                            method,
                            "takes a " + type
                                    + ": params are a class without type arguments, or a Map<String, Object>");
                });
    }

    private static BadHandlerException bad(String bean, Method method, String problem) {
        return new BadHandlerException("the task handler " + place(bean, method) + " " + problem);
    }

    private static String place(String bean, Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName() + " of the bean '" + bean + "'";
    }

    private static IntStream params(Method method) {
        return IntStream.range(0, method.getParameterCount())
                .filter(place -> method.getParameterTypes()[place] != TaskContext.class);
    }

    private static boolean isNoValue(Class<?> type) {
        return NOT_VALUES.stream().anyMatch(kind -> kind.isAssignableFrom(type))
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null;
    }

    /** Names the method and its bean, for people. */
    String place() {
        return place(bean, method);
    }

    /** The exception for a problem of this method. */
    BadHandlerException bad(String problem) {
        return bad(bean, method, problem);
    }

    /** The class that the params are read into: any JSON object for a method that takes none. */
    Class<?> paramsClass() {
        return paramsType().map(ResolvableType::toClass).orElse(Map.class);
    }

    /** The type of the params; empty for a method that takes none. */
    Optional<ResolvableType> paramsType() {
        return params(method)
                .mapToObj(place -> ResolvableType.forMethodParameter(method, place, targetClass))
                .findFirst();
    }

    /**
     * Fails unless a JSON object can be read into the class of the params.
     *
     * @throws BadHandlerException if it can never be
     */
    void requireObject() {
        Class<?> type = paramsClass();
        if (type.isArray()
                || type.isEnum()
                || ClassUtils.isPrimitiveOrWrapper(type)
                || NO_OBJECTS.stream().anyMatch(kind -> kind.isAssignableFrom(type))) {
            throw bad("takes a " + type.getSimpleName()
                    + ": params are a JSON object, so take a record, another class, or a Map<String, Object>");
        }
    }

    /**
     * Fails unless the bean's proxy, if it has one, passes calls of the method on.
     *
     * @throws BadHandlerException if it does not
     */
    void requireCallable() {
        Class<?> type = beans.getType(bean);
        // A proxy that is a subclass.
        boolean isProxy =
                type != null && SpringProxy.class.isAssignableFrom(type) && targetClass.isAssignableFrom(type);
        if (isProxy && Modifier.isFinal(method.getModifiers())) {
            throw bad("is final, and the proxy of its bean passes only other calls on: remove final, or in Kotlin"
                    + " declare it open");
        }
        try {
            AopUtils.selectInvocableMethod(method, type == null ? targetClass : type);
        } catch (IllegalStateException e) {
            throw new BadHandlerException("the task handler " + place() + " cannot be called: " + e.getMessage(), e);
        }
    }

    /**
     * Runs an attempt.
     *
     * @throws Exception what the method threw
     */
    Outcome invoke(TaskContext context, Object params) throws Exception {
        Object target = beans.getBean(bean);
        Method callable = AopUtils.selectInvocableMethod(method, target.getClass());
        ReflectionUtils.makeAccessible(callable);
        try {
            return outcome(callable.invoke(target, arguments(context, params)));
        } catch (InvocationTargetException e) {
            ReflectionUtils.rethrowException(e.getTargetException());
            throw e;
        }
    }

    private Object[] arguments(TaskContext context, Object params) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type == TaskContext.class ? context : params)
                .toArray();
    }

    private static Outcome outcome(@Nullable Object returned) {
        if (returned instanceof Outcome outcome) {
            return outcome;
        }
        // Kotlin's Unit is the value of a function without one.
        return returned == null || returned.getClass().getName().equals("kotlin.Unit")
                ? Outcome.done()
                : Outcome.done(returned);
    }
}
