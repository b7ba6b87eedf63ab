package dev.taskq.cli;

/** The exit codes, which {@code docs/cli.md} describes. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int NOT_FOUND = 3;
    static final int REFUSED = 4;
    static final int UNREACHABLE = 5;
    static final int TIMED_OUT = 6;
    static final int NOT_SUCCEEDED = 7;
    static final int NOT_VERIFIED = 8;

    private ExitCodes() {}
}
