package dev.taskq.json;

/** A value that can never be mapped to JSON within its bounds, whatever happens next. */
public final class UnmappableException extends InvalidJsonException {
    private static final long serialVersionUID = 1L;

    /**
     * Unmappable.
     *
     * @param pointer where, as a JSON pointer
     * @param detail why
     */
    public UnmappableException(String pointer, String detail) {
        super(pointer, detail);
    }
}
