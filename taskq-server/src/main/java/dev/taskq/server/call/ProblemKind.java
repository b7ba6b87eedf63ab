package dev.taskq.server.call;

/** The kinds of problems. Each transport maps a kind to a status of its own. */
public enum ProblemKind {
    /** The request is not in the form of the transport, such as JSON. */
    MALFORMED("malformed", "The request cannot be read"),
    /** A parameter beside the body cannot be read. */
    BAD_QUERY("bad-query", "The query cannot be read"),
    /** The call has no token. */
    NO_TOKEN,
    /** The token is not known. */
    UNKNOWN_TOKEN,
    /** The token lacks a scope. */
    FORBIDDEN,
    /** The task, the type or the path does not exist. */
    NOT_FOUND,
    /** The path does not support the method. */
    NOT_ALLOWED,
    /** The request is too large. */
    TOO_LARGE,
    /** The request is of another media type. */
    OTHER_MEDIA_TYPE,
    /** The request is encoded, for example compressed. */
    ENCODED,
    /** The request can be read, and its content cannot be accepted. */
    REJECTED("rejected", "The request cannot be accepted as it is"),
    /** The idempotency key cannot be used. */
    BAD_KEY("bad-key", "The idempotency key cannot be used"),
    /** The idempotency key was used before for something else. */
    KEY_CONFLICT("key-conflict", "The idempotency key was used before with another body"),
    /** The backlog of the type is full. */
    BACKLOG_FULL("backlog-full", "Too many tasks of this type are waiting"),
    /** Too many operations are running. */
    TOO_MANY_OPERATIONS("too-many-operations", "Too many operations are running"),
    /** Too many schedules are kept. */
    TOO_MANY_SCHEDULES("too-many-schedules", "Too many schedules are kept"),
    /** The caller calls more often than the limit of its rate allows. */
    RATE_LIMITED("rate-limited", "The caller calls too often"),
    /** The status of the task does not allow the call. */
    CONFLICT("conflict", "The task's status does not allow this"),
    /** Surely nothing was stored or changed; the call can be repeated. */
    NOT_ACCEPTED("not-accepted", "The coordinator cannot do this now"),
    /** Something may have been stored or changed. */
    OUTCOME_UNKNOWN("outcome-unknown", "The outcome of the call is not known"),
    /** The process is not ready or not healthy. */
    NOT_READY,
    /** An error of the server. */
    INTERNAL;

    private final String type;
    private final String title;

    ProblemKind() {
        this("", "");
    }

    ProblemKind(String type, String title) {
        this.type = type;
        this.title = title;
    }

    /**
     * The last part of its URI.
     *
     * @return the name; empty if the status of the transport is sufficient
     */
    public String type() {
        return type;
    }

    /**
     * A short constant text.
     *
     * @return the text; empty if the status of the transport is sufficient
     */
    public String title() {
        return title;
    }
}
