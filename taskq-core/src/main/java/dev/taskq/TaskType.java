package dev.taskq;

import dev.taskq.json.InvalidJsonException;
import dev.taskq.json.Json;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Ties a type's wire name, the class of its params and its defaults together; submitter and handler both use it.
 * Immutable.
 *
 * <p>Params are mapped to JSON with {@code snake_case} names and ISO 8601 times. They are read strictly, so that a mistake is
 * not silently ignored: an unknown field is refused unless {@link #ignoringUnknown()} says otherwise, and so is a value of
 * another kind than the field's ({@code 30.9} for an {@code int}, {@code 2} for a {@code boolean}, {@code 7} for a
 * {@code String}) and a missing or null primitive of a record. A missing object is {@code null}.
 *
 * @param <P> the params class, a record or another class that Jackson can map to a JSON object
 * @param name the wire name, which stays when classes are renamed
 * @param paramsClass the class of the params
 * @param defaults the bounds that a handler of this type gives to tasks submitted without
 * @param ignoresUnknown whether fields that the class does not know are passed over
 */
public record TaskType<P>(String name, Class<P> paramsClass, TaskLimits defaults, boolean ignoresUnknown) {
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
        return new TaskType<>(name, paramsClass, TaskLimits.DEFAULTS, false);
    }

    /**
     * This type with another default for the bound on failures.
     *
     * @param failures 1 to 1,000
     * @return the new value
     */
    public TaskType<P> withMaxAttempts(int failures) {
        return new TaskType<>(name, paramsClass, defaults.withMaxAttempts(failures), ignoresUnknown);
    }

    /**
     * This type with another default time-out.
     *
     * @param longest 1 ms to 7 days
     * @return the new value
     */
    public TaskType<P> withTimeout(Duration longest) {
        return new TaskType<>(name, paramsClass, defaults.withTimeout(longest), ignoresUnknown);
    }

    /**
     * This type, whose reader passes over fields that the class does not know: so that submitters may send a new field before
     * all handlers know it. A typing mistake in the name of an optional field is then no longer noticed.
     *
     * @return the new value
     */
    public TaskType<P> ignoringUnknown() {
        return new TaskType<>(name, paramsClass, defaults, true);
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
            return NewTask.of(name, Json.write(params, "/params"));
        } catch (InvalidJsonException e) {
            throw TaskRejectedException.of(e);
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
            return Json.read(
                    json, paramsClass, ignoresUnknown ? Json.Unknown.IGNORED : Json.Unknown.REFUSED, "/params");
        } catch (InvalidJsonException e) {
            throw TaskRejectedException.of(e);
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
