package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The call did not reach the store, or the store did not do it; surely nothing was changed.
 *
 * <p>An exception of this very class says that the store cannot be reached or does not answer in time: repeating helps once it
 * is back. The subclasses say what else it is, and {@link #repeatingHelps()} whether the same call can succeed later by itself.
 */
public sealed class StoreUnavailableException extends TaskqException
        permits StoreBusyException, StoreMisconfiguredException, NotRunningException {
    private static final long serialVersionUID = 1L;

    /**
     * Unreachable.
     *
     * @param cause what the adapter saw, or null
     */
    public StoreUnavailableException(@Nullable Throwable cause) {
        this("the store cannot be reached or does not answer; nothing was changed, repeat the call", cause);
    }

    /**
     * Unavailable in a special way.
     *
     * @param message a text without data of tasks
     * @param cause what the adapter saw, or null
     */
    protected StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the same call may succeed later, with nothing changed by hand.
     *
     * @return whether to repeat it
     */
    public boolean repeatingHelps() {
        return true;
    }
}
