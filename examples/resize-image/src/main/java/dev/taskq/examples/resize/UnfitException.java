package dev.taskq.examples.resize;

import java.io.Serial;

/** The task cannot succeed, however often it is tried. The reason is for the submitter. */
final class UnfitException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String reason;

    UnfitException(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
