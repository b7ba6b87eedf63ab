package dev.taskq.server.rest;

import dev.taskq.server.call.ProblemKind;
import io.helidon.http.Status;

/** The HTTP statuses of problems. */
final class Statuses {
    private static final Status UNPROCESSABLE = Status.create(422, "Unprocessable Content");

    private Statuses() {}

    static Status of(ProblemKind kind) {
        return switch (kind) {
            case MALFORMED, BAD_QUERY -> Status.BAD_REQUEST_400;
            case NO_TOKEN, UNKNOWN_TOKEN -> Status.UNAUTHORIZED_401;
            case FORBIDDEN -> Status.FORBIDDEN_403;
            case NOT_FOUND -> Status.NOT_FOUND_404;
            case NOT_ALLOWED -> Status.METHOD_NOT_ALLOWED_405;
            case CONFLICT -> Status.CONFLICT_409;
            case TOO_LARGE -> Status.REQUEST_ENTITY_TOO_LARGE_413;
            case OTHER_MEDIA_TYPE, ENCODED -> Status.UNSUPPORTED_MEDIA_TYPE_415;
            case REJECTED, BAD_KEY, KEY_CONFLICT -> UNPROCESSABLE;
            case BACKLOG_FULL, RATE_LIMITED, TOO_MANY_OPERATIONS, TOO_MANY_SCHEDULES -> Status.TOO_MANY_REQUESTS_429;
            case NOT_ACCEPTED, OUTCOME_UNKNOWN, NOT_READY -> Status.SERVICE_UNAVAILABLE_503;
            case INTERNAL -> Status.INTERNAL_SERVER_ERROR_500;
        };
    }
}
