package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * Others hold what the call needs: a lock on a row or key, or all the connections that calls of its kind may use. Surely
 * nothing changed. Try again.
 */
public final class StoreBusyException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Busy.
     *
     * @param cause what the adapter saw, or null
     */
    public StoreBusyException(@Nullable Throwable cause) {
        super("something the call needs is locked or in use; nothing was changed", cause);
    }
}
