package dev.taskq.cli;

/** A command cannot be carried out. The message says why in one line, and the advice what to do. */
final class ComplaintException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String advice;

    ComplaintException(int exitCode, String message, String advice) {
        super(message);
        this.exitCode = exitCode;
        this.advice = advice;
    }

    /** A command line, a profile or a file that cannot be used. */
    static ComplaintException usage(String message, String advice) {
        return new ComplaintException(ExitCodes.USAGE, message, advice);
    }

    int exitCode() {
        return exitCode;
    }

    String advice() {
        return advice;
    }
}
