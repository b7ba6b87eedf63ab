package dev.taskq;

import org.jspecify.annotations.Nullable;

/** Somebody else holds a lock on a row or key that the call needs; surely nothing changed. Try again. */
public final class StoreBusyException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Busy.
     *
     * @param cause what the adapter saw, or null
     */
    public StoreBusyException(@Nullable Throwable cause) {
        super("something the call needs is locked; nothing was changed", cause);
    }
}
