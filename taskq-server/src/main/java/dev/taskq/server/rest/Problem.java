package dev.taskq.server.rest;

import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.server.Scope;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The reason why a call failed, in the form of RFC 9457. Immutable.
 *
 * @param type the kind of problem, the last part of its URI; empty if the status is sufficient
 * @param title a short constant text
 * @param status the status
 * @param detail what is wrong in this case, and the remedy; never with internals
 * @param errors the fields concerned
 * @param headers the response's further headers
 */
record Problem(String type, String title, Status status, String detail, List<Violation> errors, List<Header> headers) {
    /** The prefix of the types' URIs. */
    static final String TYPES = "https://taskq.dev/problems/";

    /** The most errors in one response; more would not help the caller. */
    static final int MOST_ERRORS = 100;

    private static final Status UNPROCESSABLE = Status.create(422, "Unprocessable Content");
    private static final String RETRY_AFTER_A_SECOND = "1";

    Problem {
        errors = errors.size() > MOST_ERRORS ? List.copyOf(errors.subList(0, MOST_ERRORS)) : List.copyOf(errors);
        headers = List.copyOf(headers);
    }

    /** A problem that its status explains. */
    static Problem of(Status status, String detail) {
        return new Problem("", status.reasonPhrase(), status, detail, List.of(), List.of());
    }

    static Problem malformed(String detail) {
        return of("malformed", "The request cannot be read", Status.BAD_REQUEST_400, detail);
    }

    static Problem badQuery(String detail) {
        return of("bad-query", "The query cannot be read", Status.BAD_REQUEST_400, detail);
    }

    static Problem unauthorized(String detail, String challenge) {
        return of(Status.UNAUTHORIZED_401, detail).with(HeaderNames.WWW_AUTHENTICATE_NAME, challenge);
    }

    static Problem forbidden(Scope scope) {
        return of(Status.FORBIDDEN_403, "the token lacks the scope \"" + scope.wireName() + "\"")
                .with(
                        HeaderNames.WWW_AUTHENTICATE_NAME,
                        "Bearer realm=\"taskq\", error=\"insufficient_scope\", scope=\"" + scope.wireName() + "\"");
    }

    static Problem notAllowed(String method, String allowed) {
        return of(
                        Status.METHOD_NOT_ALLOWED_405,
                        "this path does not support the method " + method + ", only " + allowed)
                .with(HeaderNames.ALLOW_NAME, allowed);
    }

    static Problem rejected(List<Violation> violations) {
        String detail = violations.size() == 1
                ? violations.get(0).pointer() + " " + violations.get(0).detail()
                : violations.size() + " fields cannot be accepted";
        return new Problem(
                "rejected",
                "The request cannot be accepted as it is",
                UNPROCESSABLE,
                detail.strip(),
                violations,
                List.of());
    }

    static Problem badKey(String detail) {
        return of("bad-key", "The idempotency key cannot be used", UNPROCESSABLE, detail);
    }

    static Problem keyConflict(List<Violation> errors) {
        return new Problem(
                "key-conflict",
                "The idempotency key was used before with another body",
                UNPROCESSABLE,
                "nothing was stored: a key identifies one task, or one list of tasks; use a new key for another",
                errors,
                List.of());
    }

    static Problem backlogFull(String type, long limit, Duration retryAfter) {
        return of(
                        "backlog-full",
                        "Too many tasks of this type are waiting",
                        Status.TOO_MANY_REQUESTS_429,
                        "nothing was stored: about " + limit + " tasks of type \"" + type
                                + "\" are waiting, which is the limit")
                .with(HeaderNames.RETRY_AFTER_NAME, Long.toString(Math.max(1, retryAfter.toSeconds())));
    }

    static Problem conflict(String detail) {
        return of("conflict", "The task's status does not allow this", Status.CONFLICT_409, detail);
    }

    static Problem notAccepted() {
        return of(
                        "not-accepted",
                        "The coordinator cannot do this now",
                        Status.SERVICE_UNAVAILABLE_503,
                        "nothing was stored or changed: the call can be repeated")
                .with(HeaderNames.RETRY_AFTER_NAME, RETRY_AFTER_A_SECOND);
    }

    /** Unavailable as well, for another reason: the call was not even begun. */
    static Problem busy(String why) {
        Problem problem = notAccepted();
        return new Problem(
                problem.type(),
                problem.title(),
                problem.status(),
                why + ": " + problem.detail(),
                List.of(),
                problem.headers());
    }

    static Problem outcomeUnknown() {
        return of(
                        "outcome-unknown",
                        "The outcome of the call is not known",
                        Status.SERVICE_UNAVAILABLE_503,
                        "the change may have been stored, or may still be: repeat the call, a submission under the same idempotency key")
                .with(HeaderNames.RETRY_AFTER_NAME, RETRY_AFTER_A_SECOND);
    }

    static Problem notReady(String detail) {
        return of(Status.SERVICE_UNAVAILABLE_503, detail).with(HeaderNames.RETRY_AFTER_NAME, RETRY_AFTER_A_SECOND);
    }

    static Problem internal() {
        return of(
                Status.INTERNAL_SERVER_ERROR_500,
                "an unexpected error occurred; the log shows it under the X-Correlation-Id of this response");
    }

    private static Problem of(String type, String title, Status status, String detail) {
        return new Problem(type, title, status, detail, List.of(), List.of());
    }

    private Problem with(String header, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(HeaderValues.create(header, value));
        return new Problem(type, title, status, detail, errors, more);
    }
}
