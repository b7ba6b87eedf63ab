package dev.taskq.memory.data;

import dev.taskq.Operation;
import dev.taskq.OperationFilter;
import dev.taskq.OperationPage;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Lists operations, newest first, in bounded pages. */
final class OperationPages {
    private OperationPages() {}

    static OperationPage list(
            SortedTree<Long, OperationRow> rows, OperationFilter filter, OptionalLong before, int limit, int scan) {
        List<Operation> operations = new ArrayList<>();
        OptionalLong last = OptionalLong.empty();
        int scanned = 0;
        for (var entry : before.isPresent() ? rows.before(before.getAsLong()) : rows.descending()) {
            Operation operation = entry.value().operation();
            if (!isOfCaller(operation, filter)) {
                continue;
            }
            if (operations.size() == limit || scanned == scan) {
                return new OperationPage(operations, last);
            }
            scanned++;
            last = OptionalLong.of(operation.id());
            if (filter.fits(operation)) {
                operations.add(operation.toListed());
            }
        }
        return new OperationPage(operations, OptionalLong.empty());
    }

    /** Rows of other callers are not counted as read: a database finds a caller's rows by an index. */
    private static boolean isOfCaller(Operation operation, OperationFilter filter) {
        return filter.caller()
                .map(operation.request().origin().caller()::equals)
                .orElse(true);
    }
}
