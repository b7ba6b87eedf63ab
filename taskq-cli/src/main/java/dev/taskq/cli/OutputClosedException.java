package dev.taskq.cli;

/** The reader of the output has left, as {@code head} does. */
final class OutputClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputClosedException() {
        super("the output is closed");
    }
}
