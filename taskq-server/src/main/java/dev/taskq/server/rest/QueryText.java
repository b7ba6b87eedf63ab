package dev.taskq.server.rest;

import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.text.Durations;
import dev.taskq.server.text.Times;
import io.helidon.common.uri.UriQuery;
import io.helidon.webserver.http.ServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The query of a request. An unknown or repeated name, or one without a value, is a problem, so that no typing mistake is
 * ignored. Empty pieces, as programs leave them that join pieces by {@code &}, mean nothing.
 */
final class QueryText {
    /** The parameter that {@link #type()} reads. */
    static final String TYPE = "type";

    private static final int LONGEST_SHOWN_NAME = 50;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,8}");

    private final UriQuery query;

    private QueryText(UriQuery query) {
        this.query = query;
    }

    /**
     * Reads the query of a request.
     *
     * @param known the known names
     * @throws ProblemException if it has other names, or cannot be read
     */
    static QueryText of(ServerRequest request, Set<String> known) {
        return of(request.query(), known);
    }

    /**
     * Reads a query.
     *
     * @param known the known names
     * @throws ProblemException if it has other names, or cannot be read
     */
    static QueryText of(UriQuery query, Set<String> known) {
        QueryText text = new QueryText(query);
        for (String name : text.names()) {
            if (!known.contains(name) && !isOfEmptyPieces(name, text)) {
                throw new ProblemException(Problem.badQuery(shown(name) + " is not a known parameter; "
                        + (known.isEmpty()
                                ? "this call has no parameters in its query"
                                : "known are "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()))));
            }
        }
        return text;
    }

    /**
     * Wraps a call that has no query parameters.
     *
     * @param endpoint the call
     * @return the same call, with any parameter refused
     */
    static Endpoint none(Endpoint endpoint) {
        return call -> {
            of(call.request(), Set.of());
            return endpoint.answer(call);
        };
    }

    private static String shown(String name) {
        boolean plain = !name.isEmpty()
                && name.length() <= LONGEST_SHOWN_NAME
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"');
        return plain ? "\"" + name + "\"" : "a parameter";
    }

    /** The name of a type. */
    Optional<String> type() {
        return value(TYPE, QueryText::type, "must be the name of a type");
    }

    private static Optional<String> type(String text) {
        try {
            TaskType.checkName(text);
            return Optional.of(text);
        } catch (TaskRejectedException e) {
            return Optional.empty();
        }
    }

    Optional<Duration> duration(String name) {
        return value(name, Durations::parse, "must be a duration such as 500ms or 30s");
    }

    Optional<Instant> time(String name) {
        return value(name, Times::parse, Times.ALLOWED + " ('+' written as %2B)");
    }

    /** The most rows of a page. The call checks whether they are too many. */
    Optional<Integer> limit() {
        return value("limit", QueryText::limit, "must be a whole number from 1 to " + Coordinator.LIST_LIMIT);
    }

    private static Optional<Integer> limit(String text) {
        // Java's own parser accepts a sign, leading zeros, and the digits of every script.
        return Optional.of(text).filter(it -> LIMIT.matcher(it).matches()).map(Integer::valueOf);
    }

    /** Where a page begins. The call checks whether it is a cursor. */
    Optional<String> cursor() {
        return value("cursor", Optional::of, "must be a next_cursor of an earlier response");
    }

    /**
     * Reads one parameter.
     *
     * @param parse returns empty if the text is not allowed
     * @param allowed the allowed values
     */
    <T> Optional<T> value(String name, Function<String, Optional<T>> parse, String allowed) {
        List<String> given = all(name, allowed);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.size() > 1) {
            throw bad(name, "must be given once");
        }
        Optional<T> value = parse.apply(given.get(0));
        if (value.isEmpty()) {
            throw bad(name, allowed);
        }
        return value;
    }

    /**
     * Reads a parameter that may be repeated.
     *
     * @param parse returns empty if the text is not allowed
     * @param allowed the allowed values
     */
    <T> List<T> values(String name, Function<String, Optional<T>> parse, String allowed) {
        return all(name, allowed).stream()
                .map(text -> parse.apply(text).orElseThrow(() -> bad(name, allowed)))
                .toList();
    }

    private static ProblemException bad(String name, String what) {
        return new ProblemException(Problem.badQuery("\"" + name + "\" " + what));
    }

    private List<String> all(String name, String allowed) {
        if (!query.contains(name)) {
            return List.of();
        }
        if (hasNoValue(name)) {
            throw bad(name, "has no value; it " + allowed);
        }
        return all(name);
    }

    /** Whether the name is there at least once without {@code =}, which the library leaves out of the values. */
    private boolean hasNoValue(String name) {
        return Arrays.stream(query.rawValue().split("&", -1))
                .anyMatch(
                        piece -> !piece.contains("=") && UriQuery.create(piece).contains(name));
    }

    private Set<String> names() {
        try {
            return query.names();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.badQuery("the query is not percent-encoded as it should be"));
        }
    }

    /** Whether no more is there of a name than empty pieces, as in {@code ?limit=1&}: a piece like {@code =1} has a value. */
    private static boolean isOfEmptyPieces(String name, QueryText text) {
        return name.isEmpty() && text.all(name).isEmpty();
    }

    private List<String> all(String name) {
        try {
            return query.all(name);
        } catch (IllegalArgumentException e) {
            throw bad(name, "is not percent-encoded as it should be");
        }
    }
}
