package dev.taskq.server.page;

import dev.taskq.server.Caller;
import dev.taskq.server.call.CallContext;
import dev.taskq.server.call.ListRequest;
import dev.taskq.server.call.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request for a page. Immutable.
 *
 * @param isPost whether it may change something: its method is POST; otherwise it is GET or HEAD
 * @param path the path behind {@link Pages#ROOT}, as it was sent; empty for the first page
 * @param rawQuery the query, as it was sent
 * @param form the fields of the form in the body
 * @param formProblem why the form could not be read, if it could not; it has no fields then
 * @param headers finds the value of a header by its name
 * @param peer the address at the other end of the connection: that of the caller, or of a proxy in front; empty if it is not
 *     known
 * @param listing reads a query as that of {@code GET /v1/tasks}
 * @param context makes the context of the calls of a caller
 */
public record PageRequest(
        boolean isPost,
        String path,
        String rawQuery,
        Map<String, String> form,
        Optional<Problem> formProblem,
        Function<String, Optional<String>> headers,
        String peer,
        Function<String, ListRequest> listing,
        Function<Caller, CallContext> context) {
    /** Copies the fields. */
    public PageRequest {
        form = Map.copyOf(form);
    }

    /**
     * The value of a header.
     *
     * @param name its name, in any case
     * @return the value; empty if it is not there
     */
    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /**
     * The value of a field of the form.
     *
     * @param name its name
     * @return the value; empty if it is not there
     */
    public String field(String name) {
        return form.getOrDefault(name, "");
    }
}
