package dev.taskq.postgres;

import java.sql.SQLException;

/** A given database or data source that cannot be used. The message says why. */
final class UnsuitableException extends SQLException {
    private static final long serialVersionUID = 1L;

    UnsuitableException(String message) {
        super(message, "0A000");
    }
}
