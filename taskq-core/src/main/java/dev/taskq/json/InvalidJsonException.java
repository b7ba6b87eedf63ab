package dev.taskq.json;

/** A text that is not JSON, or not the expected JSON. */
public class InvalidJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String detail;

    /** Reports invalid JSON. */
    public InvalidJsonException(String pointer, String detail) {
        super(pointer + " " + detail);
        this.pointer = pointer;
        this.detail = detail;
    }

    /**
     * The place of the error.
     *
     * @return a JSON pointer
     */
    public String pointer() {
        return pointer;
    }

    /**
     * What is allowed.
     *
     * @return text for the end of a sentence
     */
    public String detail() {
        return detail;
    }
}
