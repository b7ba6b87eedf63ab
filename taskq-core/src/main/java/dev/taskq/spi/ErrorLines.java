package dev.taskq.spi;

/**
 * The parts of a stored error: its text, of which the first line tells errors apart, and then perhaps a stack trace as Java prints it.
 */
public final class ErrorLines {
    /** What is before a frame. */
    public static final String FRAME = "\n\tat ";

    /** What is before a cause. */
    public static final String CAUSE = "\nCaused by: ";

    private ErrorLines() {}

    /**
     * What lists, groups and filters know of it.
     *
     * @param error the error
     * @return its first line
     */
    public static String first(String error) {
        int end = error.indexOf('\n');
        return end < 0 ? error : error.substring(0, end);
    }

    /**
     * The text before the stack trace. A text that looks like a part of one ends it.
     *
     * @param error the error
     * @return what is before its first frame or cause
     */
    public static String withoutTrace(String error) {
        int frame = error.indexOf(FRAME);
        String before = frame < 0 ? error : error.substring(0, frame);
        int cause = before.indexOf(CAUSE);
        return cause < 0 ? before : before.substring(0, cause);
    }
}
