package dev.taskq.postgres;

import java.sql.SQLException;

/** What was given cannot be worked on, and says so. */
final class UnsuitableException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnsuitableException(String message) {
        super(message, "0A000");
    }
}
