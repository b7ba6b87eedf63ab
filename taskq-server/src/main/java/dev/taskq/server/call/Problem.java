package dev.taskq.server.call;

import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.server.RateLimit;
import dev.taskq.server.Scope;
import dev.taskq.server.rate.Quota;
import dev.taskq.server.text.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The reason why a call failed. Immutable.
 *
 * @param kind the kind, which decides the status
 * @param detail what is wrong in this case, and the remedy; never with internals
 * @param errors the fields concerned
 * @param retryAfter when a repeat may succeed, if it may
 * @param scope the scope that the token lacks, if it lacks one
 */
public record Problem(
        ProblemKind kind, String detail, List<Violation> errors, Optional<Duration> retryAfter, Optional<Scope> scope) {
    /** The most errors in one response; more would not help the caller. */
    public static final int MOST_ERRORS = 100;

    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(1));

    /** A repeat helps only after a change by hand. */
    private static final Optional<Duration> LATER = Optional.of(Duration.ofMinutes(1));

    /** Cuts the list of errors. */
    public Problem {
        errors = errors.size() > MOST_ERRORS ? List.copyOf(errors.subList(0, MOST_ERRORS)) : List.copyOf(errors);
    }

    public static Problem of(ProblemKind kind, String detail) {
        return new Problem(kind, detail, List.of(), Optional.empty(), Optional.empty());
    }

    public static Problem malformed(String detail) {
        return of(ProblemKind.MALFORMED, detail);
    }

    public static Problem badQuery(String detail) {
        return of(ProblemKind.BAD_QUERY, detail);
    }

    public static Problem forbidden(Scope scope) {
        return new Problem(
                ProblemKind.FORBIDDEN,
                "the token lacks the scope \"" + scope.wireName() + "\"",
                List.of(),
                Optional.empty(),
                Optional.of(scope));
    }

    public static Problem notFound(String detail) {
        return of(ProblemKind.NOT_FOUND, detail);
    }

    static Problem noSuchTask() {
        return notFound("there is no such task");
    }

    public static Problem rejected(List<Violation> violations) {
        String detail = violations.size() == 1
                ? violations.get(0).pointer() + " " + violations.get(0).detail()
                : violations.size() + " fields cannot be accepted";
        return new Problem(ProblemKind.REJECTED, detail.strip(), violations, Optional.empty(), Optional.empty());
    }

    public static Problem badKey(String detail) {
        return of(ProblemKind.BAD_KEY, detail);
    }

    static Problem keyConflict(List<Violation> errors) {
        return new Problem(
                ProblemKind.KEY_CONFLICT,
                "nothing was stored: a key identifies one task, or one list of tasks; use a new key for another",
                errors,
                Optional.empty(),
                Optional.empty());
    }

    static Problem backlogFull(String type, long limit, Duration retryAfter) {
        return new Problem(
                ProblemKind.BACKLOG_FULL,
                "nothing was stored: about " + limit + " tasks of type \"" + type
                        + "\" are waiting, which is the limit",
                List.of(),
                Optional.of(retryAfter),
                Optional.empty());
    }

    static Problem tooManyOperations(int limit, boolean ofCaller) {
        return new Problem(
                ProblemKind.TOO_MANY_OPERATIONS,
                "nothing was started: " + limit
                        + (ofCaller
                                ? " operations of this caller are running, which is the limit of one caller"
                                : " operations are running, which is the limit of all callers together")
                        + "; wait until one has ended, or cancel one that the list of operations shows as running",
                List.of(),
                SOON,
                Optional.empty());
    }

    static Problem tooManySchedules(int limit, boolean ofCaller) {
        return new Problem(
                ProblemKind.TOO_MANY_SCHEDULES,
                "nothing was stored: "
                        + (ofCaller
                                ? "this caller has " + limit
                                        + " schedules or more, which is the limit of one caller (TASKQ_SCHEDULES_PER_CALLER)"
                                : limit + " schedules are kept, which is the limit of all callers together")
                        + "; delete those that are not needed any more",
                List.of(),
                LATER,
                Optional.empty());
    }

    static Problem rateLimited(Quota quota) {
        RateLimit limit = quota.limit();
        return new Problem(
                ProblemKind.RATE_LIMITED,
                "nothing was stored or changed: the limit is " + limit.calls() + " calls per "
                        + Durations.format(limit.period()) + ", and " + limit.burst()
                        + " at one moment; each task of a batch counts as a call",
                List.of(),
                quota.retryAfter(),
                Optional.empty());
    }

    static Problem conflict(String detail) {
        return of(ProblemKind.CONFLICT, detail);
    }

    public static Problem notAccepted() {
        return soon(ProblemKind.NOT_ACCEPTED, "nothing was stored or changed: the call can be repeated");
    }

    /** Unavailable as well, for another reason: the call was not even begun. */
    public static Problem busy(String why) {
        return soon(ProblemKind.NOT_ACCEPTED, why + ": " + notAccepted().detail());
    }

    static Problem outcomeUnknown() {
        return soon(
                ProblemKind.OUTCOME_UNKNOWN,
                "the change may have been stored, or may still be: repeat the call, a submission under the same idempotency key");
    }

    static Problem notReady(String detail) {
        return soon(ProblemKind.NOT_READY, detail);
    }

    public static Problem internal() {
        return of(
                ProblemKind.INTERNAL,
                "an unexpected error occurred; the log shows it under the X-Correlation-Id of this response");
    }

    private static Problem soon(ProblemKind kind, String detail) {
        return new Problem(kind, detail, List.of(), SOON, Optional.empty());
    }
}
