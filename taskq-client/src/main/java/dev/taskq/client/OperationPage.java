package dev.taskq.client;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list of operations, newest first. A coordinator reads a bounded number of rows for a page, so a page may
 * be short or empty although another one follows. Immutable.
 *
 * @param operations the operations
 * @param next the cursor of the next page; empty on the last page
 */
public record OperationPage(List<Operation> operations, Optional<String> next) {
    /** Copies the list. */
    public OperationPage {
        operations = List.copyOf(operations);
    }

    static OperationPage of(Fields json) {
        return new OperationPage(
                json.objects("operations").stream().map(Operation::of).toList(), json.textIfAny("next_cursor"));
    }
}
