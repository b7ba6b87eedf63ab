package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * Other calls hold what the call needs: a lock on a row or key, or all connections for calls of its kind. Nothing was
 * changed. Try again.
 */
public final class StoreBusyException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a busy store.
     *
     * @param cause the adapter's exception, or null
     */
    public StoreBusyException(@Nullable Throwable cause) {
        super("something the call needs is locked or in use; nothing was changed", cause);
    }
}
