package dev.taskq.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A schedule to be put. Immutable if its params are; {@code with…} methods return changed copies. The coordinator checks all
 * values.
 *
 * @param name its name
 * @param recurrence when it fires
 * @param type the type of its tasks
 * @param params an object that the client's mapper turns into a JSON object
 * @param maxAttempts the number of failures after which each task is failed; by default the handler's value
 * @param timeout the longest time that an attempt may run; by default the handler's value
 * @param catchUp what it does with fire times that passed while it could not fire
 * @param overlap what it does while the task that it fired last is not final
 */
public record NewSchedule(
        String name,
        Recurrence recurrence,
        String type,
        Object params,
        OptionalInt maxAttempts,
        Optional<Duration> timeout,
        CatchUp catchUp,
        Overlap overlap) {

    /** When a schedule fires. Immutable. */
    public sealed interface Recurrence {
        /**
         * At the times of a cron expression.
         *
         * @param expression five fields, or {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly}, {@code @yearly}
         * @param zone the time zone, such as {@code Europe/Berlin} or {@code UTC}
         */
        record Cron(String expression, String zone) implements Recurrence {}

        /**
         * At an interval.
         *
         * @param interval 1 s to 366 days
         */
        record Every(Duration interval) implements Recurrence {}
    }

    /** What a schedule does with fire times that passed while it could not fire. Immutable. */
    public sealed interface CatchUp {
        /** Skips those that are past by more than a minute. */
        record Skip() implements CatchUp {}

        /** Fires once for all of them. */
        record One() implements CatchUp {}

        /**
         * Fires for each of them.
         *
         * @param most the most of them, 1 to 100
         */
        record All(int most) implements CatchUp {}
    }

    /** What a schedule does at a fire time while the task that it fired last is not final. */
    public enum Overlap {
        /** It fires. */
        ALLOW,
        /** It skips the fire time. */
        SKIP
    }

    /**
     * A schedule without params, with the default policies.
     *
     * @param name its name
     * @param recurrence when it fires
     * @param type the type of its tasks
     * @return the schedule
     */
    public static NewSchedule of(String name, Recurrence recurrence, String type) {
        return new NewSchedule(
                name,
                recurrence,
                type,
                Map.of(),
                OptionalInt.empty(),
                Optional.empty(),
                new CatchUp.One(),
                Overlap.ALLOW);
    }

    /**
     * This schedule with params for its tasks.
     *
     * @param value an object that the client's mapper turns into a JSON object
     * @return the new value
     */
    public NewSchedule withParams(Object value) {
        return new NewSchedule(name, recurrence, type, value, maxAttempts, timeout, catchUp, overlap);
    }

    /**
     * This schedule with a limit on the failures of each task.
     *
     * @param failures 1 to 1,000
     * @return the new value
     */
    public NewSchedule withMaxAttempts(int failures) {
        return new NewSchedule(name, recurrence, type, params, OptionalInt.of(failures), timeout, catchUp, overlap);
    }

    /**
     * This schedule with a time-out for the attempts of its tasks.
     *
     * @param longest 1 ms to 7 days
     * @return the new value
     */
    public NewSchedule withTimeout(Duration longest) {
        return new NewSchedule(name, recurrence, type, params, maxAttempts, Optional.of(longest), catchUp, overlap);
    }

    /**
     * This schedule with another policy for missed fire times.
     *
     * @param policy the policy
     * @return the new value
     */
    public NewSchedule withCatchUp(CatchUp policy) {
        return new NewSchedule(name, recurrence, type, params, maxAttempts, timeout, policy, overlap);
    }

    /**
     * This schedule with another policy for overlaps.
     *
     * @param policy the policy
     * @return the new value
     */
    public NewSchedule withOverlap(Overlap policy) {
        return new NewSchedule(name, recurrence, type, params, maxAttempts, timeout, catchUp, policy);
    }

    Map<String, Object> json(Json json) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (recurrence) {
            case Recurrence.Cron(String expression, String zone) -> {
                fields.put("cron", expression);
                fields.put("zone", zone);
            }
            case Recurrence.Every(Duration interval) -> fields.put("every", interval.toString());
        }
        fields.put("type", type);
        fields.put("params", json.tree(params));
        maxAttempts.ifPresent(most -> fields.put("max_attempts", most));
        timeout.ifPresent(longest -> fields.put("timeout", longest.toString()));
        switch (catchUp) {
            case CatchUp.Skip skip -> fields.put("catch_up", "skip");
            case CatchUp.One one -> fields.put("catch_up", "one");
            case CatchUp.All(int most) -> {
                fields.put("catch_up", "all");
                fields.put("catch_up_max", most);
            }
        }
        switch (overlap) {
            case ALLOW -> fields.put("overlap", "allow");
            case SKIP -> fields.put("overlap", "skip");
        }
        return fields;
    }
}
