package dev.taskq.json;

/** A value that can never be mapped to JSON within its bounds, whatever happens next. */
public final class UnmappableException extends InvalidJsonException {
    private static final long serialVersionUID = 1L;

    /** Unmappable. */
    public UnmappableException(String pointer, String detail) {
        super(pointer, detail);
    }
}
