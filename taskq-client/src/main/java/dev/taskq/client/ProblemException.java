package dev.taskq.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A coordinator answered with a problem (RFC 9457). */
public final class ProblemException extends TaskqClientException {
    private static final long serialVersionUID = 1L;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    /** The URI of its kind. */
    private final String type;

    /** The HTTP status. */
    private final int status;

    /** A short constant text. */
    private final String title;

    /** What is wrong in this case. */
    private final String detail;

    /** The fields concerned. */
    private final ArrayList<FieldError> errors;

    /** When to try again, if the coordinator said so. */
    private final @Nullable Duration retryAfter;

    /** The call's id in the logs, if the answer had one. */
    private final @Nullable String correlationId;

    /**
     * A problem.
     *
     * @param type the URI of its kind
     * @param status the HTTP status
     * @param title a short constant text
     * @param detail what is wrong in this case
     * @param errors the fields concerned
     * @param retryAfter when to try again, if the coordinator said so
     * @param correlationId the call's id in the logs of the coordinator, if it sent one
     */
    ProblemException(
            String type,
            int status,
            String title,
            String detail,
            List<FieldError> errors,
            Optional<Duration> retryAfter,
            Optional<String> correlationId) {
        super(
                status + " " + title + (detail.isEmpty() ? "" : ": " + detail)
                        + correlationId
                                .map(id -> " (correlation id " + id + ")")
                                .orElse(""),
                null);
        this.type = type;
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.errors = new ArrayList<>(errors);
        this.retryAfter = retryAfter.orElse(null);
        this.correlationId = correlationId.orElse(null);
    }

    /**
     * The kind of problem, as a URI.
     *
     * @return the URI; {@code about:blank} if the status says everything
     */
    public String type() {
        return type;
    }

    /**
     * The kind of problem, such as {@code rejected} or {@code outcome-unknown}.
     *
     * @return the last part of {@link #type()}; {@code about:blank} if the status says everything
     */
    public String kind() {
        return type.substring(type.lastIndexOf('/') + 1);
    }

    /**
     * The HTTP status.
     *
     * @return 300 to 599
     */
    public int status() {
        return status;
    }

    /**
     * A short text that is the same for all problems of this kind.
     *
     * @return the title; empty if the answer had none
     */
    public String title() {
        return title;
    }

    /**
     * What is wrong in this case, and the remedy.
     *
     * @return the text; empty if the answer had none
     */
    public String detail() {
        return detail;
    }

    /**
     * The fields concerned.
     *
     * @return at most 100, unmodifiable; empty if the problem concerns no field
     */
    public List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /**
     * After which time to try again.
     *
     * @return the time; empty if the coordinator did not say
     */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * The id of the call in every log line about it.
     *
     * @return the id; empty if the answer had none
     */
    public Optional<String> correlationId() {
        return Optional.ofNullable(correlationId);
    }

    /**
     * {@inheritDoc}
     *
     * @return true for every status below 500, and for 503 of the kind {@code not-accepted}
     */
    @Override
    public boolean isWithoutEffect() {
        return status < 500 || (status == UNAVAILABLE && kind().equals("not-accepted"));
    }

    /** Whether a later repeat of the call, unchanged, may succeed. */
    boolean isPassing() {
        return switch (status) {
            // Schedules do not become fewer by themselves.
            case TOO_MANY -> !kind().equals("too-many-schedules");
            case 408, 502, UNAVAILABLE, 504 -> true;
            default -> false;
        };
    }
}
