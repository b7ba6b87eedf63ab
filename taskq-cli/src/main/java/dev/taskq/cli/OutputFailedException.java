package dev.taskq.cli;

/** A result cannot be written: its reader has left, as {@code head} does, or the disk is full. */
final class OutputFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputFailedException() {
        super("the output cannot be written: its reader has left, or the disk is full");
    }
}
