package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The queue of hints could not be reached, or refused; it may have taken effect or not, which never matters.
 *
 * <p>An exception of this very class may be over by itself. One of the subclass is not.
 */
public sealed class QueueUnavailableException extends TaskqException permits QueueMisconfiguredException {
    private static final long serialVersionUID = 1L;

    /**
     * Unavailable.
     *
     * @param cause what the adapter saw, or null
     */
    public QueueUnavailableException(@Nullable Throwable cause) {
        this("the queue cannot be reached or does not serve; repeat the call", cause);
    }

    /**
     * Unavailable in a special way.
     *
     * @param message a text without data of tasks
     * @param cause what the adapter saw, or null
     */
    QueueUnavailableException(String message, @Nullable Throwable cause) {
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
