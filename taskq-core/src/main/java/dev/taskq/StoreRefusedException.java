package dev.taskq;

import org.jspecify.annotations.Nullable;

/** The store refused the data, and will refuse it again. Nothing was changed. */
public final class StoreRefusedException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports refused data.
     *
     * @param cause the adapter's exception, or null
     */
    public StoreRefusedException(@Nullable Throwable cause) {
        super("the store refused the data; nothing was changed", cause);
    }
}
