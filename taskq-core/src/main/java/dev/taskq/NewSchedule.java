package dev.taskq;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A schedule to be stored. Immutable; {@code with…} methods return changed copies.
 *
 * Limits that depend on settings or on the content of the JSON are checked when it is put, and so are cron expressions and zones: one
 * that was stored is shown and can be replaced even if this JVM cannot read it.
 *
 * @param name its name, {@code [a-z][a-z0-9_.-]{0,63}}
 * @param recurrence how often it fires
 * @param type the type of its tasks
 * @param params the params of its tasks: a JSON object, as text
 * @param limits the limits of its tasks, if they differ from the handler's
 * @param catchUp what it does with fire times that passed while it could not fire
 * @param overlap what it does while the task that it fired last is not final
 * @param caller the caller that puts it, which is the caller of its tasks as well; empty for an embedding application
 */
public record NewSchedule(
        String name,
        Recurrence recurrence,
        String type,
        String params,
        TaskLimits limits,
        CatchUp catchUp,
        Overlap overlap,
        String caller) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    /** Checks everything but the params, and the expression and zone of a cron recurrence. */
    public NewSchedule {
        checkName(name);
        TaskType.checkName(type);
        if (catchUp instanceof CatchUp.All && overlap == Overlap.SKIP) {
            throw new TaskRejectedException(
                    "/overlap", "must be allow if catch_up is all: tasks of missed fire times are live together");
        }
    }

    /**
     * Checks the name of a schedule.
     *
     * @param name any text
     * @throws TaskRejectedException if it cannot be the name of a schedule
     */
    public static void checkName(String name) {
        if (!isName(name)) {
            throw new TaskRejectedException("/name", "must match " + NAME.pattern());
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /**
     * A schedule with the default policies: fire times that passed become one task, and tasks may overlap.
     *
     * @param name its name
     * @param recurrence how often it fires
     * @param type the type of its tasks
     * @param params the params of its tasks: a JSON object, as text
     * @return the schedule
     */
    public static NewSchedule of(String name, Recurrence recurrence, String type, String params) {
        return new NewSchedule(name, recurrence, type, params, TaskLimits.DEFAULTS, CatchUp.one(), Overlap.ALLOW, "");
    }

    /**
     * This schedule with a limit on the failures of each task.
     *
     * @param failures 1 to 1,000
     * @return the new value
     */
    public NewSchedule withMaxAttempts(int failures) {
        return withLimits(limits.withMaxAttempts(failures));
    }

    /**
     * This schedule with a time-out for the attempts of its tasks.
     *
     * @param longest 1 ms to 7 days
     * @return the new value
     */
    public NewSchedule withTimeout(Duration longest) {
        return withLimits(limits.withTimeout(longest));
    }

    /**
     * This schedule with other limits.
     *
     * @param bounds the limits of its tasks
     * @return the new value
     */
    public NewSchedule withLimits(TaskLimits bounds) {
        return new NewSchedule(name, recurrence, type, params, bounds, catchUp, overlap, caller);
    }

    /**
     * This schedule with another policy for missed fire times.
     *
     * @param policy the policy
     * @return the new value
     */
    public NewSchedule withCatchUp(CatchUp policy) {
        return new NewSchedule(name, recurrence, type, params, limits, policy, overlap, caller);
    }

    /**
     * This schedule with another policy for overlaps.
     *
     * @param policy the policy
     * @return the new value
     */
    public NewSchedule withOverlap(Overlap policy) {
        return new NewSchedule(name, recurrence, type, params, limits, catchUp, policy, caller);
    }

    /**
     * This schedule with a caller.
     *
     * @param by the caller that puts it
     * @return the new value
     */
    public NewSchedule withCaller(String by) {
        return new NewSchedule(name, recurrence, type, params, limits, catchUp, overlap, by);
    }

    /**
     * This schedule with other params.
     *
     * @param json a JSON object, as text
     * @return the new value
     */
    public NewSchedule withParams(String json) {
        return new NewSchedule(name, recurrence, type, json, limits, catchUp, overlap, caller);
    }
}
