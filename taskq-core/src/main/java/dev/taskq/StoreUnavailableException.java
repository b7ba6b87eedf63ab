package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The call did not reach the store, or the store did not execute it. Nothing was changed.
 *
 * An exception of exactly this class says that the store cannot be reached or does not answer in time: repeating the
 * call helps once the store is back. The subclasses name other reasons. {@link #repeatingHelps()} says whether the same
 * call can succeed later without an operator's action.
 */
public sealed class StoreUnavailableException extends TaskqException
        permits StoreBusyException, StoreMisconfiguredException, NotRunningException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports an unreachable store.
     *
     * @param cause the adapter's exception, or null
     */
    public StoreUnavailableException(@Nullable Throwable cause) {
        this("the store cannot be reached or does not answer; nothing was changed, repeat the call", cause);
    }

    /**
     * Reports a store to which no connection could be made.
     *
     * @param reason the address, and what failed there; without a password and without data of tasks
     * @param cause the adapter's exception
     * @return the exception
     */
    public static StoreUnavailableException unreached(String reason, Throwable cause) {
        return new StoreUnavailableException(
                "the store cannot be reached (" + reason + "); nothing was changed, repeat the call", cause);
    }

    /**
     * Reports an unavailable store with another message.
     *
     * @param message a text without data of tasks
     * @param cause the adapter's exception, or null
     */
    protected StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the same call may succeed later without an operator's action.
     *
     * @return true if repeating it may help
     */
    public boolean repeatingHelps() {
        return true;
    }
}
