package dev.taskq.json;

/** A text is not the JSON it should be. */
public class InvalidJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final String detail;

    /**
     * Invalid.
     *
     * @param pointer where, as a JSON pointer
     * @param detail what is allowed
     */
    public InvalidJsonException(String pointer, String detail) {
        super(pointer + " " + detail);
        this.pointer = pointer;
        this.detail = detail;
    }

    /**
     * Where.
     *
     * @return a JSON pointer
     */
    public String pointer() {
        return pointer;
    }

    /**
     * What is allowed.
     *
     * @return a sentence's end
     */
    public String detail() {
        return detail;
    }
}
