package dev.taskq.postgres;

import dev.taskq.OperationAction;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import dev.taskq.OperationStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * Lists operations, newest first. The ids are read first, along the primary key or the index of a caller, and the
 * rows of the page after that.
 */
final class OperationLister {
    private static final Query ALL = Query.load("operations/list");
    private static final Query OF_CALLER = Query.load("operations/list_of_caller");

    private OperationLister() {}

    /** A row that was read. */
    private record Seen(long id, boolean fits, long scanned) {}

    static OperationPage list(Connection connection, OperationFilter filter, OptionalLong before, int limit, int scan)
            throws SQLException {
        if (limit < 1 || scan < 1) {
            throw new IllegalArgumentException("limit and scan must be 1 or more");
        }
        List<Seen> seen = begin(connection, filter)
                .texts("statuses", statuses(filter))
                .texts("actions", actions(filter))
                .set("before_id", before.orElse(Long.MAX_VALUE))
                .set("scan", scan)
                .set("most", limit + 1)
                .rows(row -> new Seen(row.number("id"), row.flag("fits"), row.number("scanned")));
        List<Long> fitting =
                seen.stream().filter(Seen::fits).map(Seen::id).limit(limit).toList();
        // An operation that is deleted between the two statements is left out.
        return new OperationPage(StoredOperation.listed(connection, fitting), next(seen, fitting, limit, scan));
    }

    private static Query.Call begin(Connection connection, OperationFilter filter) throws SQLException {
        return filter.caller().isPresent()
                ? OF_CALLER.on(connection).set("caller", filter.caller().get())
                : ALL.on(connection);
    }

    private static List<String> statuses(OperationFilter filter) {
        Collection<OperationStatus> wanted =
                filter.statuses().isEmpty() ? Arrays.asList(OperationStatus.values()) : filter.statuses();
        return wanted.stream().map(OperationStatus::wireName).toList();
    }

    private static List<String> actions(OperationFilter filter) {
        return filter.action().map(List::of).orElse(List.of(OperationAction.values())).stream()
                .map(OperationAction::wireName)
                .toList();
    }

    /** The page ends where it is full, or where the bound on rows was reached. */
    private static OptionalLong next(List<Seen> seen, List<Long> fitting, int limit, int scan) {
        if (seen.stream().filter(Seen::fits).count() > limit) {
            return OptionalLong.of(fitting.getLast());
        }
        return !seen.isEmpty() && seen.getLast().scanned() == scan
                ? OptionalLong.of(seen.getLast().id())
                : OptionalLong.empty();
    }
}
