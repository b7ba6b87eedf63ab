package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The queue of hints could not be reached, or refused the call. Whether the call took effect is unknown and never
 * matters.
 *
 * An exception of exactly this class may resolve itself. One of the subclass does not.
 */
public sealed class QueueUnavailableException extends TaskqException permits QueueMisconfiguredException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports an unavailable queue.
     *
     * @param cause the adapter's exception, or null
     */
    public QueueUnavailableException(@Nullable Throwable cause) {
        this("the queue cannot be reached or does not serve; repeat the call", cause);
    }

    /**
     * Reports an unavailable queue with another message.
     *
     * @param message a text without data of tasks
     * @param cause the adapter's exception, or null
     */
    QueueUnavailableException(String message, @Nullable Throwable cause) {
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
