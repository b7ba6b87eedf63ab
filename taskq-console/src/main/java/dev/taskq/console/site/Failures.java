package dev.taskq.console.site;

import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.page.PageAnswer;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.page.PageRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** The pages of requests that failed. Thread-safe. */
final class Failures {
    private static final Duration AFTER_THE_UNEXPECTED = Duration.ofSeconds(9);

    private final Assets assets;
    private final InstantSource clock;

    Failures(Assets assets, InstantSource clock) {
        this.assets = assets;
        this.clock = clock;
    }

    /** A page that says what is wrong, and what to do. */
    PageAnswer page(PageRequest request, Optional<Visit> visit, Problem problem) {
        if (problem.kind() == ProblemKind.NOT_ACCEPTED && !request.isPost()) {
            return page(
                    request,
                    visit,
                    503,
                    "The coordinator is not ready",
                    "It is starting or has too much to do, or its database does not answer in time.",
                    problem);
        }
        int status = status(problem.kind());
        return page(request, visit, status, title(problem.kind()), Words.sentence(problem.detail()), problem);
    }

    /** The page while the store does not answer. It tries again by itself. */
    PageAnswer storeUnavailable(PageRequest request, Optional<Visit> visit) {
        return page(
                request,
                visit,
                503,
                "Postgres does not answer",
                "The coordinator cannot reach its database. Tasks are safe, but none can be shown, submitted or changed.",
                Problem.notAccepted());
    }

    private PageAnswer page(
            PageRequest request, Optional<Visit> visit, int status, String title, String text, Problem problem) {
        // A query that cannot be read is among the failures, so the address is as it was sent.
        String self = request.isPost() ? Urls.ofForm(request.path(), request.rawQuery()) : Urls.asSent(request);
        Shell shell = new Shell(title, "", self, visit.map(Visit::person), Optional.empty(), assets, clock.instant());
        Optional<Duration> wait = wait(request, status, problem);
        long seconds = wait.map(Failures::seconds).orElse(0L);
        Header[] headers = wait.stream().map(Failures::retryAfter).toArray(Header[]::new);
        boolean triesAgain = wait.isPresent() && !request.isPost();
        return Html.page(
                status,
                (out, tags) -> JtefailureGenerated.render(
                        out, tags, shell, title, text, triesAgain, seconds, request.isPost()),
                headers);
    }

    /** When to try again; empty if that does not help. What failed unexpectedly may be over later. */
    private static Optional<Duration> wait(PageRequest request, int status, Problem problem) {
        return status == 500 && !request.isPost() ? Optional.of(AFTER_THE_UNEXPECTED) : problem.retryAfter();
    }

    /** Tells when to try again; empty if that does not help. */
    static Optional<Header> retryAfter(Problem problem) {
        return problem.retryAfter().map(Failures::retryAfter);
    }

    /** Tells to try again after some time, in whole seconds that are not fewer. */
    static Header retryAfter(Duration time) {
        return new Header("Retry-After", Long.toString(seconds(time)));
    }

    private static long seconds(Duration time) {
        return time.toSeconds() + 1;
    }

    /** The status of HTTP that a page about a problem has. */
    static int status(ProblemKind kind) {
        return switch (kind) {
            case MALFORMED, BAD_QUERY -> 400;
            case NO_TOKEN, UNKNOWN_TOKEN -> 401;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case NOT_ALLOWED -> 405;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case OTHER_MEDIA_TYPE, ENCODED -> 415;
            case REJECTED, BAD_KEY, KEY_CONFLICT -> 422;
            case BACKLOG_FULL, RATE_LIMITED, TOO_MANY_OPERATIONS, TOO_MANY_SCHEDULES -> 429;
            case NOT_ACCEPTED, OUTCOME_UNKNOWN, NOT_READY -> 503;
            case INTERNAL -> 500;
        };
    }

    private static String title(ProblemKind kind) {
        return switch (kind) {
            case MALFORMED, BAD_QUERY, TOO_LARGE, OTHER_MEDIA_TYPE, ENCODED, NOT_ALLOWED -> "This cannot be read";
            case NO_TOKEN, UNKNOWN_TOKEN, FORBIDDEN -> "This is not allowed";
            case NOT_FOUND -> "There is nothing here";
            case CONFLICT -> "Nothing was changed";
            case REJECTED, BAD_KEY, KEY_CONFLICT -> "This cannot be accepted";
            case BACKLOG_FULL, RATE_LIMITED, TOO_MANY_OPERATIONS, TOO_MANY_SCHEDULES -> "Too much at once";
            case NOT_ACCEPTED, NOT_READY -> "The coordinator cannot do this now";
            case OUTCOME_UNKNOWN -> "The outcome is not known";
            case INTERNAL -> "An unexpected error occurred";
        };
    }
}
