package dev.taskq;

import dev.taskq.json.InvalidJsonException;
import java.util.List;

/** The input cannot be accepted. Nothing was stored. The violations say what to correct. */
public final class TaskRejectedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /** The beginning of the error of an attempt whose params did not fit the handler; the field and the reason follow. */
    public static final String PARAMS_DO_NOT_FIT = "the params do not fit: ";

    private final transient List<Violation> violations;

    /**
     * Reports one violation.
     *
     * @param pointer the field, as a JSON pointer into the task
     * @param detail what is allowed
     */
    public TaskRejectedException(String pointer, String detail) {
        this(List.of(new Violation(pointer, detail)));
    }

    /**
     * Reports violations.
     *
     * @param violations one or more
     */
    public TaskRejectedException(List<Violation> violations) {
        super(
                "task rejected: " + violations.get(0).pointer() + " "
                        + violations.get(0).detail(),
                null);
        this.violations = List.copyOf(violations);
    }

    static TaskRejectedException of(InvalidJsonException invalid, String part) {
        return new TaskRejectedException(part + invalid.pointer(), invalid.detail());
    }

    /**
     * The violations.
     *
     * @return one or more
     */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * This rejection as part of a batch, with the task's position before each pointer.
     *
     * @param prefix for instance {@code /tasks/7}
     * @return the new exception
     */
    public TaskRejectedException under(String prefix) {
        return new TaskRejectedException(violations.stream()
                .map(violation -> new Violation(prefix + violation.pointer(), violation.detail()))
                .toList());
    }

    /**
     * A violation.
     *
     * @param pointer the field, as a JSON pointer
     * @param detail what is allowed
     */
    public record Violation(String pointer, String detail) {}
}
