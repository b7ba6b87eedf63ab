package dev.taskq;

import org.jspecify.annotations.Nullable;

/**
 * The queue of hints was reached, and refuses until an operator corrects something: user, password or rights. The
 * message says what to do. Repeating the call does not help before that. Tasks run meanwhile, without hints.
 */
public final class QueueMisconfiguredException extends QueueUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Reports a misconfiguration.
     *
     * @param message what was found, and what to do
     * @param cause the adapter's exception, or null
     */
    public QueueMisconfiguredException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean repeatingHelps() {
        return false;
    }
}
