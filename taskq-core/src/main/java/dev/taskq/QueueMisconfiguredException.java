package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The queue of hints was reached, and refuses until something is put right by hand: user, password or rights. The message says
 * what to do next; repeating does not help before. Tasks run meanwhile, without hints.
 */
public final class QueueMisconfiguredException extends QueueUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Misconfigured.
     *
     * @param message what was found, and what to do next
     * @param cause what the adapter saw, or null
     */
    public QueueMisconfiguredException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean repeatingHelps() {
        return false;
    }
}
