package dev.taskq;

import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.UnmappableException;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Ties a type's wire name, the class of its params and its defaults together; submitter and handler both use it.
 * Immutable.
 *
 * <p>Its {@link JsonMapping} maps params and results to JSON. The default is strict.
 *
 * @param <P> the params class, a record or another class that the mapping maps to a JSON object
 * @param name the wire name, which stays when classes are renamed
 * @param paramsClass the class of the params
 * @param defaults the bounds that a handler of this type gives to tasks submitted without
 * @param mapping maps params and results to JSON and back
 */
public record TaskType<P>(String name, Class<P> paramsClass, TaskLimits defaults, JsonMapping mapping) {
    private static final String PARAMS = "/params";
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");

    /** Checks the name. */
    public TaskType {
        checkName(name);
    }

    /**
     * A type with the default bounds: 5 attempts, 1 h.
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
     * This type with another default for the bound on failures.
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
     * This type with another mapping.
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
     * @throws TaskRejectedException if the text does not fit the class
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
