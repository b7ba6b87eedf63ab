package dev.taskq.spring;

import dev.taskq.Overlap;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a method of a bean run at the times of a schedule. With {@link TaskHandler}, the schedule fires tasks of the type of that
 * handler. Without it, the method is the handler of a type that is named as the schedule.
 *
 * <p>The schedule is put at each start of the application, by each instance. A put of what is stored changes nothing. If the annotation
 * is removed, the schedule stays, and the application reports it at its start.
 *
 * <p>Each text may be a placeholder, such as <code>${report.cron}</code>.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Recurring {
    /**
     * The name of the schedule.
     *
     * @return {@code [a-z][a-z0-9_.-]{0,63}}; empty for the names of the bean and the method, such as {@code reports.send_daily}
     */
    String name() default "";

    /**
     * The times as a cron expression.
     *
     * @return five fields, or one of {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}; empty with
     *     {@link #every()}
     */
    String cron() default "";

    /**
     * The time zone of the cron expression.
     *
     * @return such as {@code Europe/Berlin}
     */
    String zone() default "UTC";

    /**
     * The interval, for a schedule without a cron expression.
     *
     * @return {@code 1s} to {@code 366d}
     */
    String every() default "";

    /**
     * What becomes of fire times that pass while none can be fired.
     *
     * @return the policy
     */
    CatchUp catchUp() default CatchUp.ONE;

    /**
     * The most fire times that are caught up with, with {@link CatchUp#ALL}.
     *
     * @return 1 to 100
     */
    int catchUpMost() default dev.taskq.CatchUp.MOST;

    /**
     * What is done at a fire time while the task that was fired last is not final.
     *
     * @return the policy
     */
    Overlap overlap() default Overlap.ALLOW;

    /**
     * The params of each task.
     *
     * @return a JSON object
     */
    String params() default "{}";

    /** What becomes of fire times that pass while none can be fired. */
    enum CatchUp {
        /** They are skipped: {@link dev.taskq.CatchUp.Skip}. */
        SKIP,
        /** They become one task: {@link dev.taskq.CatchUp.One}. */
        ONE,
        /** Each becomes a task: {@link dev.taskq.CatchUp.All}. */
        ALL
    }
}
