package dev.taskq;

import org.jspecify.annotations.Nullable;

/** The store refused the data, and will refuse it again; nothing changed. */
public final class StoreRefusedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /**
     * Refused.
     *
     * @param cause what the adapter saw, or null
     */
    public StoreRefusedException(@Nullable Throwable cause) {
        super("the store refused the data; nothing was changed", cause);
    }
}
