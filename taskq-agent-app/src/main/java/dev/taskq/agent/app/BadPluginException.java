package dev.taskq.agent.app;

/** A source of handlers cannot be used. */
final class BadPluginException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A source of handlers cannot be used.
     *
     * @param line the source and the reason, in one line
     * @param cause the exception that was caught
     */
    BadPluginException(String line, Throwable cause) {
        super(line, cause);
    }

    BadPluginException(String line) {
        super(line);
    }
}
