package dev.taskq.json;

/** A text is not the JSON it should be. */
public class InvalidJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String detail;

    /** Invalid. */
    public InvalidJsonException(String pointer, String detail) {
        super(pointer + " " + detail);
        this.pointer = pointer;
        this.detail = detail;
    }

    /** Where. */
    public String pointer() {
        return pointer;
    }

    /** What is allowed. */
    public String detail() {
        return detail;
    }
}
