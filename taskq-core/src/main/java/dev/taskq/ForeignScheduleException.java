package dev.taskq;

/** The name belongs to a schedule of another caller, and this caller may change only its own. Nothing was stored. */
public final class ForeignScheduleException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a schedule of another caller.
     *
     * @param name its name
     */
    public ForeignScheduleException(String name) {
        super("the schedule " + name + " belongs to another caller", null);
    }
}
