package dev.taskq.cli;

import dev.taskq.client.BadAnswerException;
import dev.taskq.client.FieldError;
import dev.taskq.client.NoAnswerException;
import dev.taskq.client.ProblemException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Says why a command failed, what can be done, and by which exit code. A stack trace is never shown. */
final class Failures {
    private static final String NAME = "taskq: ";

    private Failures() {}

    /** Writes what happened, and returns the exit code. */
    static int tell(Exception failure, PrintStream err) {
        return tell("", failure, err);
    }

    /**
     * Writes what happened, and returns the exit code.
     *
     * @param about what the message begins with: which of several it is about
     */
    static int tell(String about, Exception failure, PrintStream err) {
        if (failure instanceof OutputFailedException) {
            say(err, about + failure.getMessage(), "");
            return ExitCodes.FAILED;
        }
        if (failure instanceof ComplaintException complaint) {
            say(err, about + complaint.getMessage(), complaint.advice());
            return complaint.exitCode();
        }
        if (failure instanceof ProblemException problem) {
            return problem(about, problem, err);
        }
        if (failure instanceof NoAnswerException none) {
            String doubt = none.isWithoutEffect() ? "" : "It is not known whether the call was carried out. ";
            say(
                    err,
                    about + none.getMessage(),
                    doubt + "Does the coordinator run, and is this its address? Its /readyz says whether it is ready.");
            return ExitCodes.UNREACHABLE;
        }
        if (failure instanceof BadAnswerException) {
            say(err, about + failure.getMessage(), "Is this the address of a coordinator?");
            return ExitCodes.FAILED;
        }
        if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            say(err, about + failure.getMessage(), "Is there such a file, and may it be read?");
            return ExitCodes.FAILED;
        }
        if (failure instanceof InterruptedException) {
            say(err, about + "interrupted", "");
            return ExitCodes.FAILED;
        }
        say(err, about + "unexpected failure: " + failure, "This is a fault of this program. Please report it.");
        return ExitCodes.FAILED;
    }

    private static int problem(String about, ProblemException problem, PrintStream err) {
        String title = problem.title().isEmpty() ? "HTTP status " + problem.status() : problem.title();
        say(err, about + (problem.detail().isEmpty() ? title : title + ": " + problem.detail()), "");
        List<FieldError> errors = problem.errors();
        int widest = errors.stream()
                .mapToInt(error -> error.pointer().length())
                .max()
                .orElse(0);
        for (FieldError error : errors) {
            String space = " ".repeat(widest - error.pointer().length());
            err.println("  " + Text.oneLine(error.pointer()) + space + "  " + Text.oneLine(error.detail()));
        }
        String advice = advice(problem);
        if (!advice.isEmpty()) {
            err.println("  " + advice);
        }
        problem.correlationId().ifPresent(id -> err.println("  Correlation id in the logs: " + Text.oneLine(id)));
        return exitCode(problem.status());
    }

    private static String advice(ProblemException problem) {
        String after = problem.retryAfter()
                .map(wait -> "Repeat it after " + wait.toSeconds() + " s.")
                .orElse("Repeat it later.");
        return switch (problem.status()) {
            case 401 -> "The token is not known there. Set TASKQ_TOKEN, or the token of the profile.";
            case 403 -> "Ask the operator for a token with that scope.";
            case 404 -> "Is it an id or a name of this system? What is past its retention is deleted.";
            case 409 -> "Read the task; explain says why it is where it is.";
            case 422 -> problem.errors().isEmpty() ? "" : "Correct these fields. Nothing was stored.";
            case 429 -> "Nothing was changed. " + after;
            case 503 ->
                problem.isWithoutEffect()
                        ? "Nothing was changed. " + after
                        : "It may have been carried out. Look before you repeat it, or submit with the same --key.";
            default -> problem.status() >= 500 ? "The log of the coordinator says more." : "";
        };
    }

    private static int exitCode(int status) {
        return switch (status) {
            case 404 -> ExitCodes.NOT_FOUND;
            case 408, 502, 503, 504 -> ExitCodes.UNREACHABLE;
            default -> status < 500 ? ExitCodes.REFUSED : ExitCodes.FAILED;
        };
    }

    private static void say(PrintStream err, String message, String advice) {
        err.println(NAME + Text.oneLine(message));
        if (!advice.isEmpty()) {
            err.println("  " + Text.oneLine(advice));
        }
    }
}
