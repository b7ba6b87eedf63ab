package dev.taskq.client;

import org.jspecify.annotations.Nullable;

/** The answer cannot be read: it is larger than allowed, is not JSON, or lacks a field that every such answer has. */
public final class BadAnswerException extends TaskqClientException {
    private static final long serialVersionUID = 1L;

    BadAnswerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    @Override
    public boolean isWithoutEffect() {
        return false;
    }
}
