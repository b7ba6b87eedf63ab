package dev.taskq.server.call;

/** Ends a call with a problem. Has no stack trace, because it is a response and not a fault. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /**
     * Ends a call.
     *
     * @param problem the problem
     */
    public ProblemException(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    /**
     * The problem.
     *
     * @return the problem
     */
    public Problem problem() {
        return problem;
    }
}
