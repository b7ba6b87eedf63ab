package dev.taskq.rig.stack;

/** Something is missing or went wrong that one line can tell. */
public final class ComplaintException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * With what is to be told.
     *
     * @param line the line
     */
    public ComplaintException(String line) {
        super(line);
    }
}
