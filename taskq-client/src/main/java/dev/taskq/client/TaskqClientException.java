package dev.taskq.client;

import org.jspecify.annotations.Nullable;

/** The parent of all exceptions of the client. The subclasses say what is known about the call. */
public abstract sealed class TaskqClientException extends RuntimeException
        permits ProblemException, NoAnswerException, BadAnswerException {
    private static final long serialVersionUID = 1L;

    TaskqClientException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Whether the call certainly changed nothing. If this is false, it may have been carried out.
     *
     * @return true if the coordinator said so, or if the call was never sent
     */
    public abstract boolean isWithoutEffect();
}
