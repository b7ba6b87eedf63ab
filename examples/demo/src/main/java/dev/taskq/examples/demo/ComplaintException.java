package dev.taskq.examples.demo;

/** Something is missing or went wrong that one line can tell. */
final class ComplaintException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ComplaintException(String line) {
        super(line);
    }
}
