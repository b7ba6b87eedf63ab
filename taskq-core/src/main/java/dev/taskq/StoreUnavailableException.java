package dev.taskq;

import org.jspecify.annotations.Nullable;

/** The store could not be reached or did not answer in time; surely nothing changed. Try again. */
public class StoreUnavailableException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /**
     * Unavailable.
     *
     * @param cause what the adapter saw, or null
     */
    public StoreUnavailableException(@Nullable Throwable cause) {
        this("the store is unavailable; nothing was changed", cause);
    }

    /**
     * Unavailable in a special way.
     *
     * @param message a constant text
     * @param cause what the adapter saw, or null
     */
    protected StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
