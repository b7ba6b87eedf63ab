package dev.taskq;

import dev.taskq.json.InvalidJsonException;
import java.util.List;

/** The input cannot be accepted as it is; nothing was stored. Fix what the violations name. */
public final class TaskRejectedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    /**
     * One violation.
     *
     * @param pointer the field, as a JSON pointer into the task
     * @param detail what is allowed
     */
    public TaskRejectedException(String pointer, String detail) {
        this(List.of(new Violation(pointer, detail)));
    }

    /**
     * Some violations.
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
     * What is wrong.
     *
     * @return one or more
     */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * This rejection as seen from a batch: its pointers begin with the place of the task.
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
     * One thing that is wrong.
     *
     * @param pointer the field, as a JSON pointer
     * @param detail what is allowed
     */
    public record Violation(String pointer, String detail) {}
}
