package dev.taskq.client;

import org.jspecify.annotations.Nullable;

/** No answer arrived: the coordinator was not reached, the connection was lost, or the time for the call was over. */
public final class NoAnswerException extends TaskqClientException {
    private static final long serialVersionUID = 1L;

    /** Whether the call was never sent. */
    private final boolean unsent;

    private NoAnswerException(String message, boolean unsent, @Nullable Throwable cause) {
        super(message, cause);
        this.unsent = unsent;
    }

    static NoAnswerException unsent(String message, @Nullable Throwable cause) {
        return new NoAnswerException(message, true, cause);
    }

    static NoAnswerException lost(String message, @Nullable Throwable cause) {
        return new NoAnswerException(message, false, cause);
    }

    @Override
    public boolean isWithoutEffect() {
        return unsent;
    }
}
