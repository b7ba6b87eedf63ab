package dev.taskq.json;

/** A value that can never be mapped to JSON within the limits. */
public final class UnmappableException extends InvalidJsonException {
    private static final long serialVersionUID = 1L;

    /** Reports an unmappable value. */
    public UnmappableException(String pointer, String detail) {
        super(pointer, detail);
    }
}
