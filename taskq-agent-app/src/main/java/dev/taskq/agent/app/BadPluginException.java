package dev.taskq.agent.app;

/** A source of handlers cannot be used. */
final class BadPluginException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A source of handlers cannot be used.
     *
     * @param line which one and why, in one line
     * @param cause what was thrown, if anything was
     */
    BadPluginException(String line, Throwable cause) {
        super(line, cause);
    }

    BadPluginException(String line) {
        super(line);
    }
}
