package dev.taskq;

import org.jspecify.annotations.Nullable;

/** The queue of hints could not be reached, or refused; it may have taken effect or not, which never matters. */
public final class QueueUnavailableException extends TaskqException {
    private static final long serialVersionUID = 1L;

    /**
     * Unavailable.
     *
     * @param cause what the adapter saw, or null
     */
    public QueueUnavailableException(@Nullable Throwable cause) {
        super("the queue is unavailable", cause);
    }
}
