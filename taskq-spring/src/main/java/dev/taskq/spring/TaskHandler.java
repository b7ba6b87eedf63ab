package dev.taskq.spring;

import dev.taskq.Outcome;
import dev.taskq.TaskContext;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.stereotype.Component;

/**
 * Makes a method of a bean the handler of a type of tasks. On a class, it makes the class a component, and its only public method
 * the handler.
 *
 * <p>The method takes the params, a {@link TaskContext}, both in any order, or nothing. What it returns is the task's result; an
 * {@link Outcome} is taken as it is. An exception fails the attempt. The method may be that of a proxy, such as one that is
 * {@code @Transactional}. It is called by many threads at once.
 */
@Documented
@Component
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface TaskHandler {
    /**
     * The name of the type.
     *
     * @return {@code [a-z][a-z0-9_.-]{0,63}}, or a placeholder such as <code>${ship.type}</code>
     */
    String type();

    /**
     * The longest that an attempt may run, for tasks submitted without a time-out.
     *
     * @return such as {@code 30s}, {@code 5m}, {@code PT1H30M}, or a placeholder; empty for 1 h
     */
    String timeout() default "";

    /**
     * The bound on failures, for tasks submitted without one.
     *
     * @return 1 to 1,000; 0 for the default, 5
     */
    int maxAttempts() default 0;

    /**
     * The bean that decides when a failed attempt is retried.
     *
     * @return the name of a bean of the type {@link dev.taskq.RetryPolicy}; empty for the exponential policy
     */
    String retryPolicy() default "";
}
