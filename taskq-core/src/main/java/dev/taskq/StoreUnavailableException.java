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
    private static final String UNREACHED =
            "the store cannot be reached or does not answer; nothing was changed, repeat the call";

    /** Whether the store ended the call because of its time. */
    private final boolean isTimeOut;

    /**
     * Reports an unreachable store.
     *
     * @param cause the adapter's exception, or null
     */
    public StoreUnavailableException(@Nullable Throwable cause) {
        this(UNREACHED, cause);
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
     * Reports a store that was reached, and that ended the call because it took too long.
     *
     * @param cause the adapter's exception
     * @return the exception; it {@link #isTimeOut() is a time-out}
     */
    public static StoreUnavailableException timedOut(Throwable cause) {
        return new StoreUnavailableException(UNREACHED, cause, true);
    }

    /**
     * Reports an unavailable store with another message.
     *
     * @param message a text without data of tasks
     * @param cause the adapter's exception, or null
     */
    protected StoreUnavailableException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private StoreUnavailableException(String message, @Nullable Throwable cause, boolean isTimeOut) {
        super(message, cause);
        this.isTimeOut = isTimeOut;
    }

    /**
     * Whether the store was reached, began the call, and ended it because it took too long. The same call may take too long again,
     * and one that reads less may succeed.
     *
     * @return true if the store says so; false if it cannot be reached, or the reason is another
     */
    public boolean isTimeOut() {
        return isTimeOut;
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
