package dev.taskq;

import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.UnmappableException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Combines a type's wire name, the class of its params and its defaults. Submitter and handler both use it. Immutable.
 *
 * Params are mapped to JSON with {@code snake_case} names and ISO 8601 times. They are read strictly, so that no
 * mistake is silently ignored. An unknown field is refused unless {@link #ignoringUnknown()} is set. A value of another
 * kind than the field's is refused ({@code 30.9} for an {@code int}, {@code 2} for a {@code boolean}, {@code 7} for a
 * {@code String}), and so is a missing or null primitive of a record. A missing object is {@code null}.
 *
 * @param <P> the params class, a record or another class that Jackson can map to a JSON object
 * @param name the wire name, which does not change when classes are renamed
 * @param paramsClass the class of the params
 * @param defaults the limits of tasks that are submitted without limits
 * @param ignoresUnknown whether unknown fields are ignored
 */
public record TaskType<P>(String name, Class<P> paramsClass, TaskLimits defaults, JsonMapping mapping) {
    private static final String PARAMS = "/params";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    /** Checks the name. */
    public TaskType {
        checkName(name);
    }

    /**
     * A type with the default limits: 5 attempts, 1 h.
     *
     * @param name {@code [a-z][a-z0-9_.-]{0,63}}
     * @param paramsClass the class of the params
     * @param <P> the class of the params
     * @return the type
     */
    public static <P> TaskType<P> of(String name, Class<P> paramsClass) {
        return new TaskType<>(name, paramsClass, TaskLimits.DEFAULTS, JsonMapping.strict());
    }

    /**
     * This type with another default limit on failures.
     *
     * @param failures 1 to 1,000
     * @return the new value
     */
    public TaskType<P> withMaxAttempts(int failures) {
        return new TaskType<>(name, paramsClass, defaults.withMaxAttempts(failures), mapping);
    }

    /**
     * This type with another default time-out.
     *
     * @param longest 1 ms to 7 days
     * @return the new value
     */
    public TaskType<P> withTimeout(Duration longest) {
        return new TaskType<>(name, paramsClass, defaults.withTimeout(longest), mapping);
    }

    /**
     * This type with unknown fields ignored. Submitters may then send a new field before all handlers know it, but a
     * typing mistake in the name of an optional field is no longer detected.
     *
     * @param other maps params and results to JSON and back
     * @return the new value
     */
    public TaskType<P> withMapping(JsonMapping other) {
        return new TaskType<>(name, paramsClass, defaults, other);
    }

    /**
     * A new task of this type.
     *
     * @param params its params
     * @return the task, due at once
     * @throws TaskRejectedException if the params cannot be mapped to JSON
     */
    public NewTask task(P params) {
        try {
            return NewTask.of(name, mapping.write(params));
        } catch (InvalidJsonException e) {
            throw TaskRejectedException.of(e, PARAMS);
        } catch (Exception e) {
            throw new TaskRejectedException(PARAMS, "cannot be mapped to JSON: " + e);
        }
    }

    /**
     * Reads params of this type.
     *
     * @param json a JSON object, as text
     * @return the params
     * @throws TaskRejectedException if the text does not match the class
     */
    public P read(String json) {
        try {
            return mapping.read(json, paramsClass);
        } catch (InvalidJsonException e) {
            throw TaskRejectedException.of(e, PARAMS);
        } catch (Exception e) {
            throw new TaskRejectedException(PARAMS, "does not fit: " + e);
        }
    }

    /**
     * Writes a result of this type's handler.
     *
     * @param result the result
     * @return JSON, as text
     * @throws TaskRejectedException if the result can never be stored: it is larger than {@value Outcome#MOST_RESULT_BYTES} bytes,
     *     refers to itself, is nested too deeply, or is of a class that cannot be mapped
     * @throws Exception if the result's own methods failed while it was mapped, or the mapping did
     */
    public String writeResult(Object result) throws Exception {
        try {
            return mapping instanceof StandardMapping bounded
                    ? bounded.write(result, Outcome.MOST_RESULT_BYTES)
                    : mapping.write(result);
        } catch (UnmappableException e) {
            throw TaskRejectedException.of(e, "/result");
        }
    }

    /**
     * Checks the name of a type.
     *
     * @param name any text
     * @throws TaskRejectedException if it is not {@code [a-z][a-z0-9_.-]{0,63}}
     */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new TaskRejectedException(
                    "/type", "must be 1 to 64 characters of a-z, 0-9, '_', '.' and '-', beginning with a letter");
        }
    }
}
